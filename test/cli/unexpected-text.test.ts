import { expect, test } from "bun:test";
import { unexpectedText } from "../../src/cli/unexpected-text.ts";

const plain = { isJson: false, verbose: false };

test("a failure that nobody foresaw is said with what it says", () => {
	expect(unexpectedText(new Error("no paper"), plain)).toBe(
		"error: unexpected failure: no paper\n  fix: add --verbose to see where\n",
	);
});

test("a failure and the one while that was put away are said in their order", () => {
	const text = (): string => {
		try {
			using _lamp = {
				[Symbol.dispose]: () => {
					throw new Error("no lamp");
				},
			};
			throw new Error("no paper");
		} catch (error) {
			return unexpectedText(error, { isJson: true, verbose: false });
		}
	};
	expect(JSON.parse(text())).toMatchObject({ error: "no paper; then no lamp" });
});
