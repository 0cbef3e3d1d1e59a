/**
 * Installs the service for real, and asks systemd and curl what became of it: `bun scripts/service-trial.ts`.
 *
 *     sudo bun scripts/service-trial.ts --throw-away                                 dist/oceanftp
 *     sudo bun scripts/service-trial.ts --throw-away --executable /tmp/oceanftp
 *
 * For a machine that may be thrown away, which systemd runs and which has curl and sudo: as root it installs a service on
 * ports 21 and 990, makes its user, kills it and takes it away again. It refuses a machine that has the service or its
 * data already. Each line is one thing that was asked for and seen; the first that is not as it should be ends the trial
 * with 1, and leaves everything as it is to be looked at.
 */
import { existsSync, statSync } from "node:fs";
import { parseArgs } from "node:util";
import { trialMachine } from "./service-trial/machine.ts";
import { DATA, SERVICE, STEPS } from "./service-trial/steps.ts";

const { values } = parseArgs({
	options: {
		"throw-away": { type: "boolean" },
		executable: { type: "string", default: "dist/oceanftp" },
	},
});
const refusals: readonly (readonly [boolean, string])[] = [
	[
		values["throw-away"] !== true,
		"This changes the machine it runs on: add --throw-away when that may be.",
	],
	[process.getuid?.() !== 0, "Only root may install a service."],
	[!existsSync("/run/systemd/system"), "systemd does not run this machine."],
	[
		!existsSync(values.executable),
		`There is no ${values.executable}: bun run build makes it.`,
	],
	[
		existsSync(DATA) || existsSync(SERVICE),
		`${DATA} or ${SERVICE} is there already.`,
	],
];
for (const [holds, why] of refusals) {
	if (!holds) continue;
	process.stderr.write(`${why}\n`);
	process.exit(2);
}

const machine = trialMachine(values.executable);
const say = (line: string): boolean => process.stdout.write(`${line}\n`);
say(
	`${values.executable}, ${statSync(values.executable).size} bytes, under ${(await machine.run("systemctl", "--version")).stdout.split("\n")[0]}`,
);
for (const { about, run } of STEPS) {
	const started = performance.now();
	try {
		const seen = await run(machine);
		const seconds = ((performance.now() - started) / 1000).toFixed(1);
		say(`ok    ${about} (${seconds} s)${seen === "" ? "" : `: ${seen}`}`);
	} catch (error) {
		say(`FAIL  ${about}\n${error instanceof Error ? error.message : error}`);
		process.exit(1);
	}
}
say(`${STEPS.length} steps, all as they should be`);
