import { SERVICE, type ServicePlan, STATE_FOLDER } from "./service-plan.ts";

/** OpenRC's init script, for Alpine and Gentoo. */
export function openRcScript(plan: ServicePlan): string {
	const data = plan.dataFolder ?? STATE_FOLDER;
	const args = [
		"serve",
		...plan.where,
		...(plan.dataFolder === undefined ? ["--data", data] : []),
	];
	return `#!/sbin/openrc-run
# Put this into /etc/init.d/${SERVICE}, then:
#   adduser -S -D -H -h ${data} -s /sbin/nologin -G nogroup ${plan.user}
#   chmod 755 /etc/init.d/${SERVICE}
#   rc-update add ${SERVICE} default && rc-service ${SERVICE} start
# Where it says "Capabilities support not enabled" (Debian's OpenRC), take the lines capabilities and command_user away,
# and write --run-as ${plan.user} behind serve: then it binds the ports as root, and becomes that user for good.

name="Ocean FTP Server"
supervisor=supervise-daemon
command=${shell(plan.executable)}
command_args=${shell(args.map(shell).join(" "))}
command_user=${shell(plan.user)}
${plan.hasLowPorts ? 'capabilities="^cap_net_bind_service"\n' : ""}rc_ulimit="-n 65536"
umask=077
respawn_delay=2
respawn_max=5
respawn_period=300
output_log=/var/log/${SERVICE}.log
error_log=/var/log/${SERVICE}.log
retry="TERM/${plan.graceSeconds + 15}/KILL/5"
extra_started_commands="reload"

depend() {
	after firewall
	use net dns logger
}

start_pre() {
	unset BUN_OPTIONS BUN_BE_BUN
	checkpath --directory --mode 0700 --owner ${shell(plan.user)} ${shell(data)}
	checkpath --file --mode 0640 --owner ${shell(plan.user)} /var/log/${SERVICE}.log
}

reload() {
	ebegin "Reloading \${name}"
	supervise-daemon "\${RC_SVCNAME}" --signal HUP
	eend $?
}
`;
}

/** launchd's property list, for macOS. */
export function launchdPlist(plan: ServicePlan): string {
	const data = plan.dataFolder ?? `/usr/local/var/${SERVICE}`;
	// By custom the users of services begin with a line there.
	const user = plan.user === SERVICE ? `_${SERVICE}` : plan.user;
	const words = [
		plan.executable,
		"serve",
		...plan.where,
		...(plan.dataFolder === undefined ? ["--data", data] : []),
	];
	return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<!--
  Put this into /Library/LaunchDaemons/org.${SERVICE}.server.plist, owned by root:wheel, mode 644. It runs as the user below
  UserName (sysadminctl -addUser makes one), whose are the data folder (behind its flag below) with mode 700, and
  the file below StandardErrorPath: make both first. Then:
    sudo launchctl bootstrap system /Library/LaunchDaemons/org.${SERVICE}.server.plist
  Since macOS 10.14 every user may listen on ports under 1024, as long as it listens on all addresses.
  launchd cannot tell a hopeless exit status from another: it starts again every 10 seconds until the cause is mended.
  This was written for macOS, but not tried there.
-->
<plist version="1.0">
<dict>
	<key>Label</key>
	<string>org.${SERVICE}.server</string>
	<key>ProgramArguments</key>
	<array>
${words.map((word) => `\t\t<string>${xml(word)}</string>`).join("\n")}
	</array>
	<key>UserName</key>
	<string>${user}</string>
	<key>Umask</key>
	<integer>63</integer>
	<key>RunAtLoad</key>
	<true/>
	<key>KeepAlive</key>
	<dict>
		<key>SuccessfulExit</key>
		<false/>
	</dict>
	<key>ThrottleInterval</key>
	<integer>10</integer>
	<key>ExitTimeOut</key>
	<integer>${plan.graceSeconds + 15}</integer>
	<key>SoftResourceLimits</key>
	<dict>
		<key>NumberOfFiles</key>
		<integer>65536</integer>
	</dict>
	<key>StandardErrorPath</key>
	<string>/usr/local/var/log/${SERVICE}.log</string>
</dict>
</plist>
`;
}

/** A scheduled task by PowerShell, for Windows, and why it is no service. */
export function windowsTask(plan: ServicePlan): string {
	const data = plan.dataFolder ?? "C:\\ProgramData\\oceanftp";
	const args = [
		"serve",
		...plan.where,
		...(plan.dataFolder === undefined ? ["--data", data] : []),
	];
	return `# The service manager of Windows starts only programs that speak its own protocol. ${SERVICE}.exe does not: as a
# service (sc.exe create) it would be ended after 30 seconds with error 1053. What starts it with the machine, without
# anybody logged in, and again when it fails, is a scheduled task. Run this in PowerShell as administrator.
# What Windows ends this way is ended at once: transfers under way are lost, as in a power cut (and are cleaned up
# at the next start). This was written for Windows, but not tried there.

$folder = ${powershell(data)}
New-Item -ItemType Directory -Force $folder | Out-Null
icacls $folder /inheritance:r /grant 'NT AUTHORITY\\LOCAL SERVICE:(OI)(CI)F' 'BUILTIN\\Administrators:(OI)(CI)F' | Out-Null

$action = New-ScheduledTaskAction -Execute ${powershell(plan.executable)} -Argument ${powershell(args.map(windowsWord).join(" "))}
$trigger = New-ScheduledTaskTrigger -AtStartup
$who = New-ScheduledTaskPrincipal -UserId 'NT AUTHORITY\\LOCAL SERVICE' -LogonType ServiceAccount
$settings = New-ScheduledTaskSettingsSet -RestartCount 5 -RestartInterval (New-TimeSpan -Minutes 1) -ExecutionTimeLimit ([TimeSpan]::Zero) -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries
Register-ScheduledTask -TaskName ${powershell(SERVICE)} -Action $action -Trigger $trigger -Principal $who -Settings $settings
Start-ScheduledTask -TaskName ${powershell(SERVICE)}

# The firewall asks nobody when no one is logged in:
New-NetFirewallRule -DisplayName 'Ocean FTP Server' -Direction Inbound -Program ${powershell(plan.executable)} -Action Allow | Out-Null
`;
}

function shell(word: string): string {
	return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word)
		? word
		: `'${word.replaceAll("'", "'\\''")}'`;
}

function xml(text: string): string {
	return text
		.replaceAll("&", "&amp;")
		.replaceAll("<", "&lt;")
		.replaceAll(">", "&gt;");
}

function powershell(text: string): string {
	return `'${text.replaceAll("'", "''")}'`;
}

/** As the C library of Windows takes a command line apart. */
function windowsWord(word: string): string {
	return /[\s"]/.test(word)
		? `"${word.replaceAll(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, "$1$1")}"`
		: word;
}
