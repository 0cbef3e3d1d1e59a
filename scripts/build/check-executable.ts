import { readFormat } from "./executable-format.ts";
import type { Target } from "./targets.ts";

/**
 * What is wrong with an executable that need not run here: it is for another machine than its target's, or does not hold
 * the facts that it should tell about itself.
 *
 * @param facts the texts that the compiler was to put into it
 * @returns sentences; none when all is well
 */
export function faultsOf(
	file: Buffer,
	{ format, name }: Pick<Target, "format" | "name">,
	facts: readonly string[],
): readonly string[] {
	const found = JSON.stringify(readFormat(file) ?? "no known format");
	const wanted = JSON.stringify(format);
	return [
		...(found === wanted
			? []
			: [`${name}: expected ${wanted}, found ${found}`]),
		...facts
			.filter((fact) => fact !== "" && !file.includes(JSON.stringify(fact)))
			.map((fact) => `${name}: does not hold ${JSON.stringify(fact)}`),
	];
}
