import type { CommandDef } from "citty";
import { BUILD_INFO, type HostProcess } from "../../platform/index.ts";
import { command } from "../command.ts";
import type { Output } from "../output.ts";

export const version: CommandDef = command({
	name: "version",
	about: "Show the version, the commit, the runtime and the target.",
	examples: [
		["oceanftp version", "In words."],
		["oceanftp version --json", "For a script."],
	],
	run: ({ output, process }) => printVersion(output, process, {}),
});

/** What `version` prints, and in one word what `--version` does. */
export async function printVersion(
	output: Output,
	process: Pick<HostProcess, "runtime">,
	options: { readonly short?: true },
): Promise<void> {
	const { runtime } = process;
	const { version: number, commit, target } = BUILD_INFO;
	const long = [
		`oceanftp ${number}${commit === undefined ? "" : ` (commit ${commit})`}`,
		`runtime  ${runtime.name} ${runtime.version}${runtime.isCompiled ? ", compiled in" : ""}`,
		...(target === undefined ? [] : [`target   ${target}`]),
		`platform ${runtime.platform} ${runtime.architecture}`,
	];
	await output.result({
		lines: options.short === true ? [`oceanftp ${number}`] : long,
		document: {
			schema: "oceanftp.version/1",
			version: number,
			commit: commit ?? null,
			target: target ?? null,
			runtime: { name: runtime.name, version: runtime.version },
			platform: runtime.platform,
			architecture: runtime.architecture,
			compiled: runtime.isCompiled,
		},
	});
}
