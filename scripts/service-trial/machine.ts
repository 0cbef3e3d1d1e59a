import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

/** How a program ended, and what it said. */
export interface Ended {
	readonly exit: number;
	readonly stdout: string;
	readonly stderr: string;
}

/** The machine of a trial, as its steps use it. */
export interface TrialMachine {
	/** What is put in place and installed. */
	readonly executable: string;
	/** Runs a program to its end. @throws {Error} when it does not end within ten minutes */
	run(program: string, ...args: readonly string[]): Promise<Ended>;
	/** As {@link run}. @throws {Error} when it does not end with that status */
	must(
		exit: number,
		program: string,
		...args: readonly string[]
	): Promise<Ended>;
	/** A property of the service, as systemd tells it. */
	property(name: string): Promise<string>;
	/** Waits until something holds. @throws {Error} when it does not within five minutes */
	until(what: string, holds: () => Promise<boolean>): Promise<void>;
}

/** Long, since an emulated machine on a busy one takes minutes for a start. */
const RUN_LIMIT_MS = 600_000;
const WAIT_LIMIT_MS = 300_000;
const LOOK_EVERY_MS = 250;

export function trialMachine(executable: string): TrialMachine {
	const must: TrialMachine["must"] = async (exit, program, ...args) => {
		const ended = await run(program, ...args);
		if (ended.exit === exit) return ended;
		throw new Error(
			`${[program, ...args].join(" ")} ended with ${ended.exit}, not ${exit}\n${ended.stdout}${ended.stderr}`,
		);
	};
	return {
		executable,
		run,
		must,
		property: async (name) =>
			(
				await must(0, "systemctl", "show", "oceanftp", `--property=${name}`)
			).stdout
				.trim()
				.slice(name.length + 1),
		until: async (what, holds) => {
			const deadline = performance.now() + WAIT_LIMIT_MS;
			while (!(await holds())) {
				if (performance.now() > deadline) {
					throw new Error(`within ${WAIT_LIMIT_MS / 1000} s not: ${what}`);
				}
				await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
			}
		},
	};
}

function run(program: string, ...args: readonly string[]): Promise<Ended> {
	return new Promise((resolve, reject) => {
		const child = spawn(program, args, {
			stdio: ["ignore", "pipe", "pipe"],
			timeout: RUN_LIMIT_MS,
			killSignal: "SIGKILL",
		});
		let [stdout, stderr] = ["", ""];
		child.stdout.setEncoding("utf8").on("data", (text) => {
			stdout += text;
		});
		child.stderr.setEncoding("utf8").on("data", (text) => {
			stderr += text;
		});
		child.on("error", reject);
		child.on("close", (exit) => resolve({ exit: exit ?? -1, stdout, stderr }));
	});
}

/** @throws {Error} with both values, when they are not the same */
export function same(what: string, found: unknown, wanted: unknown): void {
	if (found === wanted) return;
	throw new Error(`${what} is ${String(found)}, not ${String(wanted)}`);
}

/** @throws {Error} with the text, when it does not hold the words */
export function holds(text: string, words: string): void {
	if (text.includes(words)) return;
	throw new Error(`"${words}" is not in:\n${text}`);
}

/** The values of a field that the kernel tells of a process: `Uid` has four. */
export function fieldOf(pid: string, field: string): string {
	const status = readFileSync(`/proc/${pid}/status`, "utf8");
	return new RegExp(`^${field}:\\s*(.*)$`, "m").exec(status)?.[1] ?? "";
}
