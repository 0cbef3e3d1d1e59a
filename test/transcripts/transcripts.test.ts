import { describe, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseTranscript } from "./kit/parse.ts";
import { type Feeding, play } from "./kit/play.ts";

const FEEDINGS: readonly Feeding[] = [
	"line by line",
	"byte by byte",
	"in one lump",
];

for (const name of readdirSync(import.meta.dirname).sort()) {
	if (!name.endsWith(".txt")) continue;
	const source = readFileSync(join(import.meta.dirname, name), "utf8");
	const transcript = parseTranscript(name, source);
	describe(`${name}: ${transcript.title}`, () => {
		for (const feeding of FEEDINGS) {
			test(`has these replies when fed ${feeding}`, () =>
				play(transcript, feeding));
		}
	});
}
