import { effectiveDocument, effectiveToml } from "../../config/index.ts";
import type { Invocation } from "../command.ts";
import { loadConfig } from "../load-config.ts";
import { chosenData } from "../open-data.ts";

/** `config show` */
export async function showConfig(invocation: Invocation): Promise<void> {
	const { input, output } = invocation;
	const loaded = await loadConfig(invocation, await chosenData(invocation));
	for (const warning of loaded.warnings) output.note(`warning: ${warning}`);
	await output.result({
		lines: effectiveToml(
			loaded,
			input.has("origin") ? { withOrigin: true } : {},
		),
		document: {
			schema: "oceanftp.config/1",
			file: loaded.path ?? null,
			settings: effectiveDocument(loaded),
			origins: Object.fromEntries(loaded.origins),
			warnings: loaded.warnings,
		},
	});
}
