import { describe, expect, test } from "bun:test";
import { type TomlPath, tomlPositions } from "../../src/base/index.ts";

const DOCUMENT = `# comment with [table] and key = 1
name = "a # no comment"
"quoted key".'inner' = 1
long = """
[not.a.table]
fake = 1
"""
raw = '''
[nor.this]
'''
list = [ 1, # one
  { a = 1, b = "}" },
]
[tls] # header
  control = "x"
[users."a.b"]
home = 'C:\\x'
[[listen]]
mode = 1
[[listen]]
mode = 2
[listen.sub]
deep = true
inline = { x = { y = 1 } }
`;

describe("TOML positions", () => {
	const at = tomlPositions(DOCUMENT);

	test.each<[TomlPath, number, number]>([
		[["name"], 2, 1],
		[["quoted key", "inner"], 3, 1],
		[["long"], 4, 1],
		[["raw"], 8, 1],
		[["list"], 11, 1],
		[["list", 0], 11, 10],
		[["list", 1, "b"], 12, 12],
		[["tls"], 14, 2],
		[["tls", "control"], 15, 3],
		[["users", "a.b", "home"], 17, 1],
		[["listen", 0, "mode"], 19, 1],
		[["listen", 1, "mode"], 21, 1],
		[["listen", 1, "sub", "deep"], 23, 1],
		[["listen", 1, "sub", "inline", "x", "y"], 24, 18],
	])("%j stands in line %d, column %d", (path, line, column) => {
		expect(at(path)).toEqual({ line, column });
	});

	test.each<[TomlPath]>([
		[["fake"]],
		[["not", "a", "table"]],
		[["nor", "this"]],
		[["tls", "nothing"]],
	])("%j, which only looks like a key, is not found", (path) => {
		expect(at(path)).toBeUndefined();
	});

	test("CRLF and a byte order mark do not shift lines", () => {
		expect(tomlPositions("\uFEFFa = 1\r\nb = 2\r\n")(["b"])).toEqual({
			line: 2,
			column: 1,
		});
	});
});
