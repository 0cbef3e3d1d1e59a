import { bad, type Check, type Finding, ok, skip, warn } from "../check.ts";
import type { Setup } from "../setup.ts";

const UNIT = "/etc/systemd/system/oceanftp.service";

/** The values of a key in a systemd unit, in their order. */
export function unitValues(text: string, key: string): readonly string[] {
	return text
		.replaceAll(/\\\r?\n/g, " ")
		.split("\n")
		.flatMap((line) => {
			const [, name, value] =
				/^\s*([A-Za-z]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
			return name === key && value !== undefined ? [value] : [];
		});
}

/**
 * The program that an ExecStart line runs.
 *
 * @see systemd.service(5), "Command lines"
 * @example programIn('-"/opt/ocean ftp/oceanftp" serve') === "/opt/ocean ftp/oceanftp"
 */
export function programIn(line: string): string {
	const plain = line.replace(/^[-@:+!|]+/, "");
	return /^"([^"]*)"/.exec(plain)?.[1] ?? plain.split(/\s/)[0] ?? "";
}

/** Whether the service that is installed runs this executable. */
export const SERVICE: Check = {
	id: "service.unit",
	title: "service",
	run: async (setup) => {
		const { files, process } = setup;
		if (process.runtime.platform !== "linux") {
			return [skip("there is no systemd here")];
		}
		const text = await files.readText(UNIT);
		if (text === undefined) return [skip(`no service is installed (${UNIT})`)];
		return await unitFindings(text, setup);
	},
};

/** What the unit says against this executable. */
export async function unitFindings(
	text: string,
	{ files, process }: Pick<Setup, "files" | "process">,
): Promise<readonly Finding[]> {
	const [line = ""] = unitValues(text, "ExecStart").filter(
		(value) => value !== "",
	);
	const program = programIn(line);
	const again = { fix: "sudo oceanftp service install" };
	if (program === "") return [bad(`${UNIT} starts nothing`, again)];
	const facts = await files.facts(program);
	if (facts === undefined || facts.isFolder) {
		return [
			bad(`${UNIT} starts ${program}, which is not there`, {
				...again,
				why: `ExecStart=${line}`,
			}),
		];
	}
	const found: Finding[] = [];
	if ((facts.mode & 0o022) !== 0) {
		found.push(
			bad(`${program}, which the service starts, may be written by others`, {
				why: `its mode is ${(facts.mode & 0o777).toString(8)}`,
				fix: `chmod go-w ${program}`,
			}),
		);
	}
	const { executable, isCompiled } = process.runtime;
	const [theirs, ours] = await Promise.all(
		[program, executable].map((path) => files.realPath(path)),
	);
	if (isCompiled && theirs !== ours) {
		found.push(
			warn("the service starts another executable than this one", {
				...again,
				why: `it starts ${program}, this is ${executable}`,
			}),
		);
	}
	const cleared = unitValues(text, "UnsetEnvironment").join(" ").split(/\s+/);
	const missing = ["BUN_OPTIONS", "BUN_BE_BUN"].filter(
		(name) => !cleared.includes(name),
	);
	if (missing.length > 0) {
		found.push(
			warn(`${UNIT} does not clear ${missing.join(" and ")}`, {
				...again,
				why: "they make the executable do something else than serve",
			}),
		);
	}
	if (found.length > 0) return found;
	return [ok(`${UNIT} starts ${program}`)];
}
