import { OperatorError } from "../../base/index.ts";
import { type HostFiles, runCommand } from "../../platform/index.ts";
import type { Invocation } from "../command.ts";
import { checkExecutable } from "./check-executable.ts";
import { planService, type ServicePlan, STATE_FOLDER } from "./service-plan.ts";
import { mustRun, needSystemd } from "./systemctl.ts";
import { systemdUnit } from "./systemd-unit.ts";
import { isUntouched, markedUnit } from "./unit-file.ts";
import { needRoot, UNIT, unitPath } from "./unit-place.ts";

/** One thing that `service install` does. */
interface Step {
	/** What it does, as `--dry-run` says it. */
	readonly about: string;
	run(): Promise<unknown>;
}

/** `service install`: writes the unit, makes its user, and starts it now and with the machine. */
export async function installService(invocation: Invocation): Promise<void> {
	const { input, output } = invocation;
	const isDry = input.has("dry-run");
	if (!isDry) {
		needRoot(invocation, "install");
		await needSystemd();
	}
	const plan = await planService(invocation);
	const path = unitPath(invocation);
	const text = await markedUnit(systemdUnit(plan));
	if (!isDry) await checkExecutable(plan.executable, invocation.files);
	const steps = [
		...(await userSteps(plan)),
		...(await folderSteps(plan, invocation.files)),
		...(await unitSteps({ path, text }, invocation)),
		...(await startSteps(input.has("no-start"))),
	];
	for (const step of isDry ? [] : steps) {
		await step.run();
		output.note(step.about);
	}
	await output.result({
		lines: isDry
			? [...steps.map(({ about }) => about), "", ...text.trimEnd().split("\n")]
			: [`${UNIT} is installed.`, ...nextLines(plan)],
		document: {
			schema: "oceanftp.service-install/1",
			dryRun: isDry,
			unit: path,
			executable: plan.executable,
			user: plan.user,
			steps: steps.map(({ about }) => about),
			text,
		},
	});
}

async function userSteps({
	user,
	dataFolder,
}: ServicePlan): Promise<readonly Step[]> {
	const found = await runCommand("id", ["-u", user], { limitMs: 5000 });
	if (found?.exit === 0) return [];
	const home = dataFolder ?? STATE_FOLDER;
	const args = [
		"--system",
		"--user-group",
		"--no-create-home",
		...["--home-dir", home],
		...["--shell", "/usr/sbin/nologin"],
		user,
	];
	return [
		{
			about: `make the user ${user}: useradd ${args.join(" ")}`,
			run: () =>
				mustRun(
					"useradd",
					args,
					`make a user ${user}, or name another: --user`,
				),
		},
	];
}

/** A data folder that is there already must be the service's user's: who it belongs to is for the administrator to say. */
async function folderSteps(
	{ dataFolder, user }: ServicePlan,
	files: HostFiles,
): Promise<readonly Step[]> {
	if (dataFolder === undefined) return [];
	if ((await files.facts(dataFolder)) !== undefined) return [];
	const args = ["-d", "-m", "0700", "-o", user, "-g", user, dataFolder];
	return [
		{
			about: `make the data folder: install ${args.join(" ")}`,
			run: () => mustRun("install", args, `make ${dataFolder} by hand`),
		},
	];
}

async function unitSteps(
	{ path, text }: { readonly path: string; readonly text: string },
	{ files, input }: Invocation,
): Promise<readonly Step[]> {
	const before = await files.readText(path);
	if (before === text) return [];
	const isEdited = before !== undefined && !(await isUntouched(before));
	if (isEdited && !input.has("force")) throw edited(path);
	const kept = `${path}.old`;
	const keep: Step = {
		about: `keep the edited unit as ${kept}`,
		run: () => files.writeBytes(kept, new TextEncoder().encode(before)),
	};
	const write: Step = {
		about: `write ${path}`,
		run: () => files.writeBytes(path, new TextEncoder().encode(text)),
	};
	return isEdited ? [keep, write] : [write];
}

function edited(path: string): OperatorError {
	return new OperatorError(
		"service.edited",
		`${path} was not written by this program, or was changed since.`,
		{
			why: "its content does not fit the digest in its second line",
			fix: "put your changes into a drop-in (systemctl edit oceanftp), then add --force; the old file is kept beside it",
		},
	);
}

async function startSteps(isLeft: boolean): Promise<readonly Step[]> {
	const systemctl = (...args: string[]): Step => ({
		about: `systemctl ${args.join(" ")}`,
		run: () =>
			mustRun("systemctl", args, `look at: journalctl -u ${UNIT} -n 50`),
	});
	return [
		systemctl("daemon-reload"),
		systemctl("enable", UNIT),
		// A service that runs already gets the new unit; one that does not is started.
		...(isLeft
			? []
			: [
					...((await hasGivenUp()) ? [systemctl("reset-failed", UNIT)] : []),
					systemctl("restart", UNIT),
				]),
	];
}

/** systemd does not start again, for a while, what has failed too often; whoever installs has mended it. */
async function hasGivenUp(): Promise<boolean> {
	const found = await runCommand("systemctl", ["is-failed", "--quiet", UNIT], {
		limitMs: 10_000,
	});
	return found?.exit === 0;
}

function nextLines({ dataFolder, user }: ServicePlan): string[] {
	const data = dataFolder ?? STATE_FOLDER;
	return [
		`Data         ${data}, owned by ${user}`,
		`First login  sudo cat ${data}/initial-login.txt`,
		`Users        sudo -u ${user} oceanftp user add NAME --data ${data}`,
		`Log          journalctl -u ${UNIT} -f`,
	];
}
