/** The line of a profile: so the script is that of the program as it is now, and no file's encoding gets between. */
export const POWERSHELL_SET_UP =
	"oceanftp completions powershell | Out-String | Invoke-Expression";

/**
 * What PowerShell, from 5.1 on, asks on a press of Tab. It is of ASCII, as a console's code page would spoil the rest.
 *
 * The words travel as one of base64, each ended by a NUL: on their way to a program PowerShell before 7.3 drops empty words and
 * quotation marks, and on Unix it puts files in place of `*` and `~`.
 *
 * @see https://learn.microsoft.com/powershell/module/microsoft.powershell.core/register-argumentcompleter
 */
export const POWERSHELL: string = String.raw`# Completions of oceanftp for PowerShell; a line of $PROFILE: ${POWERSHELL_SET_UP}
Register-ArgumentCompleter -Native -CommandName 'oceanftp', 'oceanftp.exe' -ScriptBlock {
	param($typed, $command, $cursor)

	# The words as the program would get them, up to the cursor; an empty one if that stands behind a space.
	$words = @()
	$end = -1
	foreach ($element in @($command.CommandElements | Select-Object -Skip 1)) {
		$extent = $element.Extent
		if ($extent.StartOffset -ge $cursor) { break }
		$end = $extent.EndOffset
		$text = $extent.Text
		if ($end -gt $cursor) {
			$text = $text.Substring(0, $cursor - $extent.StartOffset).TrimStart([char]34, [char]39)
		} elseif ($element -is [System.Management.Automation.Language.StringConstantExpressionAst] -or
			$element -is [System.Management.Automation.Language.ExpandableStringExpressionAst]) {
			$text = $element.Value
		}
		$words += $text
	}
	if ($end -lt $cursor) { $words += '' }

	# What the program prints is UTF-8, and PowerShell reads it as the console says; some hosts have none to tell.
	$line = -join ($words | ForEach-Object { $_ + [char]0 })
	$encoded = [System.Convert]::ToBase64String([System.Text.Encoding]::UTF8.GetBytes($line))
	$program = $command.GetCommandName()
	$answers = @()
	$lastExit = Get-Variable -Name LASTEXITCODE -Scope Global -ValueOnly -ErrorAction Ignore
	$encoding = $null
	try {
		try {
			$encoding = [System.Console]::OutputEncoding
			[System.Console]::OutputEncoding = [System.Text.UTF8Encoding]::new($false)
		} catch { $null = $_ }
		$answers = @(& $program __complete --words $encoded 2>$null)
	} finally {
		try { if ($encoding) { [System.Console]::OutputEncoding = $encoding } } catch { $null = $_ }
		$global:LASTEXITCODE = $lastExit
	}

	# What is offered goes into the line as it is, so what PowerShell would take apart is quoted.
	$begun = $words[-1]
	$flag = ''
	if ($begun -match '^--[^=]+=') { $flag = $Matches[0] }
	$plain = '^(--)?[\p{L}\p{M}\p{N}_./:\\+=][-\p{L}\p{M}\p{N}_./:\\+=@%~]*$'
	$paths = ''
	$found = @(foreach ($answer in $answers) {
		if ($answer.StartsWith(':')) {
			$paths = $answer
			continue
		}
		$name, $about = $answer -split '\t', 2
		if (-not $about) { $about = $name }
		$text = $name
		if ($typed -match '^["'']' -or $name -notmatch $plain) {
			$text = "'" + [System.Management.Automation.Language.CodeGeneration]::EscapeSingleQuotedStringContent($name) + "'"
		}
		[System.Management.Automation.CompletionResult]::new($text, $name, 'ParameterValue', $about)
	})

	# Files are offered by PowerShell itself where nothing else is, but not behind --flag=.
	if ($paths -eq ':folders' -or ($paths -eq ':files' -and ($flag -or $found.Count -gt 0))) {
		$found += @([System.Management.Automation.CompletionCompleters]::CompleteFilename($begun.Substring($flag.Length)) |
			Where-Object { $paths -eq ':files' -or $_.ResultType -eq 'ProviderContainer' } |
			ForEach-Object {
				[System.Management.Automation.CompletionResult]::new($flag + $_.CompletionText, $flag + $_.ListItemText, $_.ResultType, $_.ToolTip)
			})
	}
	# An empty text is how PowerShell is told to offer nothing at all.
	if ($found.Count -gt 0) { $found } elseif ($paths -eq ':none' -or $paths -eq ':folders') { '' }
}
`;
