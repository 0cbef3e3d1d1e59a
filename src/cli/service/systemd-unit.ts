import { ERROR_CODES } from "../../base/index.ts";
import { SERVICE, type ServicePlan } from "./service-plan.ts";

/** What happens beyond the grace time for transfers, such as closing sockets and files. */
const STOP_MARGIN_SECONDS = 15;

/** Above this the exit status tells of the moment (9, 10), or of nothing that an administrator could mend (1). */
const LAST_MENDABLE_EXIT = 8;

/** The exit statuses after which starting again changes nothing: somebody has to mend something first. */
export function hopelessExits(): readonly number[] {
	const exits = Object.values(ERROR_CODES).map(({ exit }): number => exit);
	return [...new Set(exits)]
		.filter((exit) => exit > 1 && exit <= LAST_MENDABLE_EXIT)
		.sort((a, b) => a - b);
}

/**
 * The systemd unit, without its first lines ({@link import("./unit-file.ts")} adds those).
 *
 * Left out on purpose: `MemoryDenyWriteExecute`, for the runtime compiles while it runs; `PrivateUsers`, under which
 * the capability for low ports counts for nothing; `ProtectProc`, which would hide whether the process that holds the
 * lock of the data folder is alive.
 *
 * @see systemd.exec(5), systemd.service(5), sd_notify(3)
 */
export function systemdUnit(plan: ServicePlan): string {
	return `${unitLines(plan).join("\n")}\n`;
}

function unitLines(plan: ServicePlan): readonly string[] {
	const capability = plan.hasLowPorts ? "CAP_NET_BIND_SERVICE" : "";
	return [
		"[Unit]",
		"Description=Ocean FTP Server",
		"Wants=network-online.target",
		"After=network-online.target nss-user-lookup.target",
		"# Restarts by hand count too, so there are more of them than a person would try in that time.",
		"StartLimitIntervalSec=120",
		"StartLimitBurst=10",
		"",
		"[Service]",
		"Type=notify",
		"NotifyAccess=main",
		`ExecStart=${commandLine(plan, "serve")}`,
		...reloadLines(plan),
		"Restart=on-failure",
		"RestartSec=2",
		"# Wrong use, configuration, rights, ports or certificates: no restart mends those.",
		`RestartPreventExitStatus=${hopelessExits().join(" ")}`,
		`TimeoutStopSec=${plan.graceSeconds + STOP_MARGIN_SECONDS}`,
		"KillMode=mixed",
		"WatchdogSec=60",
		"",
		`User=${plan.user}`,
		`Group=${plan.user}`,
		"UMask=0077",
		...(plan.dataFolder === undefined
			? [`StateDirectory=${SERVICE}`, "StateDirectoryMode=0700"]
			: []),
		"# Settings of the runtime that could make the executable run something else.",
		"UnsetEnvironment=BUN_OPTIONS BUN_BE_BUN",
		"LimitNOFILE=65536",
		"",
		...(plan.hasLowPorts
			? ["# Ports under 1024, and nothing else of root's rights."]
			: []),
		`AmbientCapabilities=${capability}`,
		`CapabilityBoundingSet=${capability}`,
		"NoNewPrivileges=yes",
		"ProtectSystem=strict",
		`ProtectHome=${homeProtection(plan)}`,
		// With a dash: when one is missing the server is to say so, not systemd with a number.
		...writable(plan).map((path) => `ReadWritePaths=${quoted(`-${path}`)}`),
		"PrivateTmp=yes",
		"PrivateDevices=yes",
		"DevicePolicy=closed",
		"ProtectClock=yes",
		"ProtectControlGroups=yes",
		"ProtectHostname=yes",
		"ProtectKernelLogs=yes",
		"ProtectKernelModules=yes",
		"ProtectKernelTunables=yes",
		"RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK",
		"RestrictNamespaces=yes",
		"RestrictRealtime=yes",
		"RestrictSUIDSGID=yes",
		"LockPersonality=yes",
		"RemoveIPC=yes",
		"KeyringMode=private",
		"SystemCallArchitectures=native",
		"SystemCallFilter=@system-service",
		"SystemCallFilter=~@privileged @resources",
		"SystemCallErrorNumber=EPERM",
		"",
		"[Install]",
		"WantedBy=multi-user.target",
	];
}

/**
 * A signal is answered by nobody: with it `systemctl reload` would end before anything was read, and say that all is
 * well also of a file with faults. The command waits, and ends with 3 or 8 where something keeps its old content.
 */
function reloadLines(plan: ServicePlan): readonly string[] {
	if (!plan.hasControl) return ["ExecReload=/bin/kill -HUP $MAINPID"];
	return [
		"# Ends when everything has been read, and fails when a file is bad; the server then goes on as before.",
		`ExecReload=${commandLine(plan, "reload")}`,
	];
}

function commandLine({ executable, where }: ServicePlan, verb: string): string {
	return [executable, verb, ...where].map(quoted).join(" ");
}

function writable({ dataFolder, served }: ServicePlan): readonly string[] {
	return [...(dataFolder === undefined ? [] : [dataFolder]), ...served];
}

/** What is served, or runs, below a home is reached with everything else there read-only. */
function homeProtection(plan: ServicePlan): "yes" | "read-only" {
	const paths = [plan.executable, ...writable(plan)];
	return paths.some((path) => /^\/(home|root|run\/user)(\/|$)/.test(path))
		? "read-only"
		: "yes";
}

/** One word of a command line or list of systemd's, where `%` and `$` begin something. */
function quoted(word: string): string {
	const escaped = word.replaceAll("%", "%%").replaceAll("$", "$$$$");
	return /^[A-Za-z0-9_@%+=:,./$-]+$/.test(escaped)
		? escaped
		: `"${escaped.replaceAll(/["\\]/g, "\\$&")}"`;
}
