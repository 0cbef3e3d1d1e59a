import * as v from "valibot";
import { schemaFault } from "./faults.ts";
import { flagLayer } from "./layers.ts";
import { settingsSchema } from "./schema.ts";

/** What is wrong with a text behind a flag, for asking again at once. @returns undefined when it can be used */
export function flagFault(flag: string, text: string): string | undefined {
	const layer = flagLayer(new Map([[flag, text]]));
	const result = v.safeParse(settingsSchema, layer.tree);
	return result.success
		? undefined
		: schemaFault(result.issues[0], [layer]).sentence;
}
