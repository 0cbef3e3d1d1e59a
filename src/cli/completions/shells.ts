/** The shells that there is a script for. */
export const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;
export type Shell = (typeof SHELLS)[number];

/** Where a shell looks for completions, as its users set them up. */
export const SET_UP: Readonly<Record<Shell, string>> = {
	bash: "oceanftp completions bash > ~/.local/share/bash-completion/completions/oceanftp",
	zsh: `oceanftp completions zsh > "\${fpath[1]}/_oceanftp"`,
	fish: "oceanftp completions fish > ~/.config/fish/completions/oceanftp.fish",
	powershell: "oceanftp completions powershell >> $PROFILE",
};

/**
 * The scripts ask the program itself what could come next (`oceanftp __complete -- WORDS`), so they know its commands
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
	// Where nothing is offered PowerShell offers files by itself. It drops empty words on their way to a program.
	powershell: `# Completions of oceanftp for PowerShell: ${SET_UP.powershell}
Register-ArgumentCompleter -Native -CommandName oceanftp, oceanftp.exe -ScriptBlock {
	param($word, $ast, $position)
	$elements = @($ast.CommandElements | Where-Object { $_.Extent.StartOffset -lt $position })
	$words = @($elements | Select-Object -Skip 1 | ForEach-Object { $_.ToString().Trim("'", '"') })
	$fresh = @()
	if ($word -eq '') { $fresh = @('--new-word') }
	& $elements[0].ToString() __complete @fresh -- @words 2>$null | ForEach-Object {
		$name, $about = $_ -split "\`t", 2
		if (-not $name.StartsWith(':')) {
			if (-not $about) { $about = $name }
			[System.Management.Automation.CompletionResult]::new($name, $name, 'ParameterValue', $about)
		}
	}
}
`,
};
