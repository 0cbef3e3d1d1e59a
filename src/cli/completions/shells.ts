import { POWERSHELL, POWERSHELL_SET_UP } from "./powershell.ts";

/** The shells that there is a script for. */
export const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;
export type Shell = (typeof SHELLS)[number];

/** Where a shell looks for completions, as its users set them up. */
export const SET_UP: Readonly<Record<Shell, string>> = {
	bash: "oceanftp completions bash > ~/.local/share/bash-completion/completions/oceanftp",
	zsh: `oceanftp completions zsh > "\${fpath[1]}/_oceanftp"`,
	fish: "oceanftp completions fish > ~/.config/fish/completions/oceanftp.fish",
	powershell: POWERSHELL_SET_UP,
};

/** What the command of {@link SET_UP} is for. */
export const SET_UP_ABOUT: Readonly<Record<Shell, string>> = {
	bash: "For bash.",
	zsh: "For zsh.",
	fish: "For fish.",
	powershell: "For PowerShell, as a line of $PROFILE.",
};

/**
 * The scripts ask the program itself what could come next (`oceanftp __complete -- WORDS`, and PowerShell with all words
 * as one), so they know its commands
 * of today and the names of this minute. It answers with a line for each word, behind a tab what it is, and a last line
 * `:none`, `:files` or `:folders` that says what else the shell should offer.
 */
export const SCRIPTS: Readonly<Record<Shell, string>> = {
	// Bash breaks words also at = : @, and replaces only what stands behind the last of them.
	bash: `# Completions of oceanftp for bash: ${SET_UP.bash}
_oceanftp() {
	local line=\${COMP_LINE:0:COMP_POINT} answer word current cut="" break
	local -a words
	read -r -a words <<< "$line"
	[[ $line == *[[:space:]] ]] && words+=("")
	current=\${words[\${#words[@]}-1]}
	for break in = : @; do
		[[ $COMP_WORDBREAKS == *"$break"* && $current == *"$break"* ]] || continue
		word=\${current%"$break"*}$break
		(( \${#word} > \${#cut} )) && cut=$word
	done
	COMPREPLY=()
	while IFS= read -r answer; do
		case $answer in
			:none) ;;
			:files | :folders)
				local kind=-f
				[[ $answer == :folders ]] && kind=-d
				compopt -o filenames 2> /dev/null
				while IFS= read -r word; do
					COMPREPLY+=("$word")
				done < <(compgen $kind -- "\${current#--*=}")
				;;
			*)
				word=\${answer%%$'\\t'*}
				COMPREPLY+=("\${word#"$cut"}")
				;;
		esac
	done < <("\${1/#\\~/$HOME}" __complete -- "\${words[@]:1}" 2> /dev/null)
}
complete -F _oceanftp oceanftp
`,
	zsh: `#compdef oceanftp
# Completions of oceanftp for zsh: ${SET_UP.zsh}
_oceanftp() {
	local answer paths=none
	local -a answers names
	answers=("\${(@f)$("\${(Q)words[1]/#\\~/$HOME}" __complete -- "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2> /dev/null)}")
	for answer in $answers; do
		case $answer in
			:*) paths=\${answer#:} ;;
			*) names+=("\${\${answer%%$'\\t'*}//:/\\\\:}:\${answer#*$'\\t'}") ;;
		esac
	done
	(( $#names )) && _describe -t names oceanftp names
	[[ $PREFIX == --*=* ]] && compset -P '*='
	case $paths in
		files) _files ;;
		folders) _files -/ ;;
	esac
}
if [[ $funcstack[1] == _oceanftp ]]; then
	_oceanftp "$@"
else
	compdef _oceanftp oceanftp
fi
`,
	fish: `# Completions of oceanftp for fish: ${SET_UP.fish}
function __oceanftp_complete
	set -l before (commandline -opc)
	set -l current (commandline -ct)
	set -l flag (string match -r '^--[^=]+=' -- "$current"; or echo)
	set -l path (string replace -r '^--[^=]+=' '' -- "$current")
	for answer in ($before[1] __complete -- $before[2..-1] "$current" 2> /dev/null)
		switch $answer
			case :none
			case :files
				printf '%s\\n' $flag(__fish_complete_path "$path")
			case :folders
				printf '%s\\n' $flag(__fish_complete_directories "$path" '')
			case '*'
				printf '%s\\n' $answer
		end
	end
end
complete -c oceanftp -f -a '(__oceanftp_complete)'
`,
	powershell: POWERSHELL,
};
