import {
	type ChosenSettings,
	chosenToml,
	exampleToml,
	loadSettings,
} from "../../config/index.ts";
import type { DataFolderChoice } from "../../server/index.ts";
import type { Invocation } from "../command.ts";
import { configPlaces } from "../load-config.ts";

/** What becomes of the configuration. */
export interface ConfigStep {
	readonly path: string;
	/** To be written; undefined when there is a file already. */
	readonly text: string | undefined;
	/** What the file that is there would need; empty when it says all of it. */
	readonly toAdd: readonly string[];
}

/** @throws {OperatorError} config.* when the file that is there cannot be used */
export async function configStep(
	{ files, input, process }: Invocation,
	choice: DataFolderChoice,
	chosen: ChosenSettings,
): Promise<ConfigStep> {
	const { platform } = process.runtime;
	const places = configPlaces(input.value("config"), choice, {
		files,
		platform,
	});
	for (const path of places) {
		const content = await files.readText(path);
		if (content === undefined) continue;
		const missing = await missingIn({ path, content }, chosen, files);
		return { path, text: undefined, toAdd: chosenToml(missing) };
	}
	const path = places[0] ?? files.resolve(choice.path, "oceanftp.toml");
	return { path, text: exampleToml(chosen), toAdd: [] };
}

/** What the file does not say as it was chosen. */
async function missingIn(
	file: { readonly path: string; readonly content: string },
	chosen: ChosenSettings,
	files: Invocation["files"],
): Promise<ChosenSettings> {
	const resolved = (path: string): string =>
		files.resolve(files.above(file.path), path);
	const { raw, settings } = await loadSettings({
		file,
		env: {},
		flags: new Map(),
		listen: { hosts: [] },
		readFile: async () => undefined,
		resolvePath: resolved,
	});
	const said = new Map<string, unknown>([
		["root", raw.root],
		["passive.ports", raw.passive.ports],
		["passive.host", raw.passive.host],
	]);
	const values = [...chosen.values].filter(([name, value]) =>
		name === "root"
			? said.get(name) !== resolved(String(value))
			: said.get(name) !== value,
	);
	const isListenSaid =
		chosen.listen.length === 0 ||
		textOf(settings.listen) === textOf(chosen.listen);
	return { values: new Map(values), listen: isListenSaid ? [] : chosen.listen };
}

function textOf(
	listen: readonly {
		readonly mode?: unknown;
		readonly host?: unknown;
		readonly port?: unknown;
	}[],
): string {
	return JSON.stringify(
		listen.map(({ host, mode, port }) => [mode, host, port]).sort(),
	);
}
