import { describe, expect, test } from "bun:test";
import {
	chosenToml,
	effectiveDocument,
	effectiveToml,
	exampleToml,
	RELOADABLE,
	reloadPlan,
	settingHelp,
	settingList,
	settingNames,
	settingsJsonSchema,
	settingTables,
} from "../../src/config/index.ts";
import { load, read } from "./kit.ts";

/** Every key of the example set, as somebody would who takes each # away. */
const UNCOMMENTED = exampleToml().replaceAll(/^#(?=[a-z[])/gm, "");

describe("example file", () => {
	test("holds every key once, and sets nothing", async () => {
		for (const { path, settings } of settingTables()) {
			if (path.join(".") === "listen") continue;
			for (const { path: at } of settings) {
				expect(exampleToml()).toMatch(new RegExp(`^#${at.at(-1)} = `, "m"));
			}
		}
		const { origins } = await load({ toml: exampleToml() });
		expect([...origins]).toEqual([]);
	});

	test("is without a fault when every key is uncommented, and then sets every setting", async () => {
		const { faults, loaded } = await read({ toml: UNCOMMENTED });
		expect(faults).toEqual([]);
		const names = settingList().map(({ path }) => path.join("."));
		expect([...(loaded?.origins.keys() ?? [])].sort()).toEqual(
			[...names, "listen", "passive.networks"].sort(),
		);
	});

	test("with choices sets those and nothing else", async () => {
		const chosen = {
			values: new Map([["passive.ports", "50000-50100"]]),
			listen: [{ mode: "explicit", port: 2121 }],
		};
		for (const toml of [exampleToml(chosen), chosenToml(chosen).join("\n")]) {
			const { origins, settings } = await load({ toml });
			expect([...origins.keys()].sort()).toEqual(["listen", "passive.ports"]);
			expect(settings.passive.ports).toEqual({ first: 50000, last: 50100 });
			expect(settings.listen).toEqual([{ mode: "explicit", port: 2121 }]);
		}
	});
});

describe("effective settings", () => {
	test("as TOML mean the same when they are read again", async () => {
		const before = await load({ toml: UNCOMMENTED });
		const toml = effectiveToml(before, { withOrigin: true }).join("\n");
		expect((await load({ toml })).settings).toEqual(before.settings);
	});

	test("say behind each value where it comes from", async () => {
		const lines = effectiveToml(
			await load({
				toml: "[tls]\nccc = true",
				env: { OCEANFTP_NAME: "x" },
				flags: { "log-level": "warn" },
			}),
			{ withOrigin: true },
		).map((line) => line.replaceAll(/ +/g, " "));
		expect(lines).toContain('name = "x" # OCEANFTP_NAME');
		expect(lines).toContain("ccc = true # /etc/o/oceanftp.toml:2:1");
		expect(lines).toContain('level = "warn" # --log-level');
		expect(lines).toContain('format = "text" # default');
	});

	test("as a document hold null where nothing is set", async () => {
		const document = effectiveDocument(await load({}));
		expect(document).toMatchObject({
			root: null,
			passive: { ports: null, networks: [] },
			limits: { upload_rate: null, free_space: "64MiB" },
		});
	});
});

describe("JSON Schema", () => {
	test("describes every setting, with type, default and bounds", () => {
		const schema = settingsJsonSchema();
		expect(schema["$schema"]).toBe(
			"https://json-schema.org/draft/2020-12/schema",
		);
		for (const { isArray, path, settings } of settingTables()) {
			const table = tableAt(schema, path, isArray);
			expect(Reflect.get(table, "additionalProperties")).toBe(false);
			for (const { about, defaultValue, path: at } of settings) {
				const part = propertyOf(table, at.at(-1) ?? "");
				expect(Reflect.get(part, "description")).toBe(about);
				expect(Reflect.get(part, "default")).toEqual(defaultValue);
				expect("type" in part || "anyOf" in part).toBe(true);
			}
		}
		expect(
			propertyOf(tableAt(schema, ["auth"], false), "ban_seconds"),
		).toMatchObject({ type: "integer", minimum: 1, maximum: 31_536_000 });
		expect(tableAt(schema, ["listen"], true)).toMatchObject({
			required: ["mode"],
		});
	});
});

function propertyOf(table: object, key: string): object {
	return Object(Reflect.get(Object(Reflect.get(table, "properties")), key));
}

function tableAt(
	schema: object,
	path: readonly string[],
	isArray: boolean,
): object {
	const table = path.reduce(propertyOf, schema);
	return isArray ? Object(Reflect.get(table, "items")) : table;
}

describe("help of a setting", () => {
	test("is there for every setting and table", () => {
		for (const name of settingNames()) {
			expect(settingHelp(name)?.about).toMatch(/\.$/);
		}
		expect(settingHelp("limits.idle")).toBeUndefined();
	});

	test("names value, default, line, variable and flag", () => {
		expect(settingHelp("log.level")?.facts).toEqual([
			"value: debug | info | warn | error",
			'default: "info"',
			'oceanftp.toml: [log] level = "info"',
			"environment: OCEANFTP_LOG__LEVEL, or OCEANFTP_LOG__LEVEL_FILE for a file that holds it",
			"flag: --log-level LEVEL",
		]);
	});
});

describe("reload plan", () => {
	const RESTART = [
		"root",
		"run_as",
		"log.format",
		"log.level",
		"log.rotate_size",
		"control.enabled",
		"control.transport",
		"metrics.enabled",
		"metrics.host",
		"metrics.port",
	];

	test("can name every setting but the ratio, which counts as its rates", () => {
		const names = settingList().map(({ path }) => path.join("."));
		expect([...RELOADABLE].sort()).toEqual(
			[...names, "listen", "passive.networks"]
				.filter((name) => name !== "credits.ratio")
				.sort(),
		);
	});

	test.each<[string, string]>([
		["name", "'x'"],
		["root", "'/x'"],
		["run_as", "'x'"],
		["listen", "[{ mode = 'explicit' }]"],
		["tls.min_version", "'1.3'"],
		["tls.client_auth", "'optional'"],
		["passive.ports", "'50000-50001'"],
		["passive.networks", "[{ from = '10.0.0.0/8' }]"],
		["active.enabled", "false"],
		["auth.ban_seconds", "5"],
		["limits.idle_seconds", "5"],
		["limits.upload_rate", "'1MiB'"],
		["files.hidden_names", "['.*']"],
		["access.blocked", "['10.0.0.0/8']"],
		["credits.download", "-1"],
		["messages.width", "60"],
		["log.level", "'warn'"],
		["log.format", "'json'"],
		["log.rotate_size", "'1MiB'"],
		["control.enabled", "false"],
		["control.transport", "'tcp'"],
		["metrics.enabled", "true"],
		["metrics.host", "'::1'"],
		["metrics.port", "1"],
	])("puts a changed %s in its one list", async (name, value) => {
		const before = (await load({})).settings;
		const after = (await load({ toml: `${name} = ${value}` })).settings;
		const fate = RESTART.includes(name)
			? "needsRestart"
			: name === "listen"
				? "rebinds"
				: "applied";
		const nothing = { applied: [], rebinds: [], needsRestart: [] };
		expect(reloadPlan(before, after)).toEqual({ ...nothing, [fate]: [name] });
		expect(reloadPlan(before, before)).toEqual(nothing);
	});
});
