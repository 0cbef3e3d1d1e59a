import { describe, expect, test } from "bun:test";
import {
	effectiveDocument,
	type SettingFact,
	type SettingValue,
	settingList,
	variableName,
} from "../../src/config/index.ts";
import { load, read } from "./kit.ts";

/** A value that is not the default, in the file's form and as a variable would hold it. */
function otherValue(fact: SettingFact): { value: SettingValue; text: string } {
	const { choices, defaultValue, example, highest, lowest, path, type } = fact;
	// Alone this one contradicts the rates that the others leave at nothing.
	if (path.join(".") === "metrics.host") return { value: "::1", text: "::1" };
	if (choices !== undefined) {
		const other = choices.find((each) => each !== defaultValue) ?? "";
		return { value: other, text: other };
	}
	switch (type) {
		case "boolean":
			return { value: defaultValue !== true, text: String(!defaultValue) };
		case "number": {
			const value = highest ?? lowest ?? -2;
			return { value, text: String(value) };
		}
		case "size":
			return { value: "3GiB", text: "3GiB" };
		case "list": {
			const items = Array.isArray(example) ? example : [];
			return { value: items, text: items.join(", ") };
		}
		case "text": {
			const value = String(example ?? "something");
			return { value, text: value };
		}
	}
}

function valueIn(document: unknown, path: readonly string[]): unknown {
	return path.reduce<unknown>(
		(tree, key) => Reflect.get(Object(tree), key),
		document,
	);
}

/** What a setting needs beside it to be no contradiction. */
const COMPANY: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	"credits.enabled": { OCEANFTP_CREDITS__RATIO: "1:3" },
	"auth.ban_seconds": { OCEANFTP_AUTH__BAN_LONGEST_SECONDS: "31536000" },
};
const PATHS = new Set(["root", "tls.client_ca", "tls.client_crl"]);

describe("environment", () => {
	test.each(settingList().map((fact) => [fact.path.join("."), fact] as const))(
		"sets %s by its variable and by its _FILE variable",
		async (name, fact) => {
			const { text, value } = otherValue(fact);
			const expected =
				PATHS.has(name) && !String(value).startsWith("/")
					? `/cwd/${value}`
					: value;
			const variable = variableName(fact);
			const company = COMPANY[name] ?? {};
			const plain = await load({ env: { ...company, [variable]: text } });
			expect(valueIn(effectiveDocument(plain), fact.path)).toEqual(expected);
			expect(plain.origins.get(name)).toBe(variable);
			const byFile = await load({
				env: { ...company, [`${variable}_FILE`]: "/run/value" },
				files: { "/run/value": `${text}\n` },
			});
			expect(valueIn(effectiveDocument(byFile), fact.path)).toEqual(expected);
			expect(byFile.origins.get(name)).toBe(`${variable}_FILE`);
		},
	);

	test("an empty list empties what the file says", async () => {
		const { settings } = await load({
			toml: '[access]\nblocked = ["10.0.0.0/8"]',
			env: { OCEANFTP_ACCESS__BLOCKED: "" },
		});
		expect(settings.access.blocked).toEqual([]);
	});

	test("every fault is told: two ways for one setting, a file that is not there, and a bad value", async () => {
		const { faults } = await read({
			env: {
				OCEANFTP_NAME: "a",
				OCEANFTP_NAME_FILE: "/run/name",
				OCEANFTP_ROOT_FILE: "/run/none",
				OCEANFTP_ACCESS__SAFE: "10.0.0.0/8, nas",
			},
		});
		expect(faults.map(({ code, place }) => [place, code])).toEqual([
			["OCEANFTP_NAME_FILE", "config.type"],
			["OCEANFTP_ROOT_FILE", "file.no-right"],
			["OCEANFTP_ACCESS__SAFE", "config.type"],
		]);
	});
});
