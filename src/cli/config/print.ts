import { exampleToml, settingsJsonSchema } from "../../config/index.ts";
import type { Invocation } from "../command.ts";
import { configPlaces } from "../load-config.ts";
import { chosenData } from "../open-data.ts";

/** `config schema` */
export async function printSchema({ output }: Invocation): Promise<void> {
	const jsonSchema = settingsJsonSchema();
	await output.result({
		lines: [JSON.stringify(jsonSchema, null, "\t")],
		document: { schema: "oceanftp.config-schema/1", jsonSchema },
	});
}

/** `config example` */
export async function printExample({ output }: Invocation): Promise<void> {
	const text = exampleToml();
	await output.result({
		lines: text.replace(/\n$/, "").split("\n"),
		document: { schema: "oceanftp.config-example/1", text },
	});
}

/** `config path`: the file that counts, or the first place where one is looked for. */
export async function printPath(invocation: Invocation): Promise<void> {
	const { files, input, output, process } = invocation;
	const { platform } = process.runtime;
	const places = configPlaces(
		input.value("config"),
		await chosenData(invocation),
		{ files, platform },
	);
	let path = places[0] ?? "";
	let exists = false;
	for (const place of places) {
		if ((await files.facts(place)) === undefined) continue;
		path = place;
		exists = true;
		break;
	}
	if (!exists) output.note("not made yet: the defaults count");
	await output.result({
		lines: [path],
		document: { schema: "oceanftp.config-path/1", path, exists, places },
	});
}
