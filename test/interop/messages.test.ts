import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hasClient, run } from "../support/programs.ts";
import { sharedServer } from "../support/shared-server.ts";
import { ALICE } from "../support/start-server.ts";
import { tempFolder } from "../support/temp-folder.ts";

const FILES: Readonly<Record<string, string>> = {
	"greeting.txt": `{{stars}}
226 Grüße von {{servername}}, es sind ####SYST_USERCOUNT#### hier.

{{stars}}`,
	"login.txt":
		"Hallo {{username}},\n2 Zeilen für {{clientaddress}}, {{accountusers}}, {{usercountmax}}.",
	"replies.toml": '[any]\n226 = """Fertig.\n{{reply}}"""\n',
	"failures.toml": 'notFound = "Gibt es nicht:\\n550 nirgends."\n',
};
const STARS = "*".repeat(40);

const data = tempFolder();
mkdirSync(join(data.path, "messages"), { recursive: true });
for (const [name, text] of Object.entries(FILES)) {
	writeFileSync(join(data.path, "messages", name), text);
}
const server = sharedServer({
	data: data.path,
	config: 'name = "Hafen"\n[messages]\nwidth = 40\n',
});

// Behind the end of the server, which the line before has put first.
afterAll(() => data[Symbol.dispose]());

beforeAll(() => {
	writeFileSync(join(server().home(ALICE.name), "a.txt"), "content of a");
});

/** What curl and the server said to each other; without `< ` what the server did. */
async function curl(path: string): Promise<{
	readonly exit: number;
	readonly stdout: string;
	readonly said: string;
}> {
	const { host, port } = server().explicit();
	const { exit, stderr, stdout } = await run([
		...["curl", "--silent", "--verbose", "--insecure", "--ssl-reqd"],
		...["--max-time", "60", "--user", `${ALICE.name}:${ALICE.password}`],
		`ftp://${host}:${port}/${path}`,
	]);
	const said = stderr
		.split(/\r?\n/)
		.flatMap((line) => (line.startsWith("< ") ? [line.slice(2)] : []))
		.join("\n");
	return { exit, stdout, said };
}

describe("curl", () => {
	const withCurl = test.skipIf(!hasClient("curl"));

	withCurl(
		"downloads past a greeting, a login text and a 226 of several lines",
		async () => {
			const { exit, said, stdout } = await curl("a.txt");
			expect({ exit, stdout }).toEqual({ exit: 0, stdout: "content of a" });
			expect(said).toContain(
				[
					`220-${STARS}`,
					" 226 Grüße von Hafen, es sind 0 hier.",
					"",
					`220 ${STARS}`,
				].join("\n"),
			);
			expect(said).toContain(
				"230-Hallo alice,\n230 2 Zeilen für 127.0.0.1, 1, 1 of 200.",
			);
			expect(said).toContain("226-Fertig.\n226 Transfer complete.");
		},
	);

	withCurl("takes a failure of two lines as one", async () => {
		const { exit, said } = await curl("nothing.txt");
		expect(exit).toBe(78);
		expect(said).toContain("550-Gibt es nicht:\n550 550 nirgends.");
	});

	withCurl("is told texts that were edited while the server runs", async () => {
		const file = join(data.path, "messages", "greeting.txt");
		writeFileSync(file, "Neu: {{usercuont}}\n");
		process.kill(server().pid, "SIGHUP");
		await server().logged(
			/messages\/greeting\.txt:1: there is no tag {{usercuont}}/,
		);
		expect((await curl("a.txt")).said).toContain("220 Neu: {{usercuont}}");
		writeFileSync(file, FILES["greeting.txt"] ?? "");
		process.kill(server().pid, "SIGHUP");
		await server().logged(/(read again: messages[\s\S]*){2}/);
		expect((await curl("a.txt")).said).toContain(`220-${STARS}`);
	});
});

describe("lftp", () => {
	test.skipIf(!hasClient("lftp"))(
		"lists and downloads past texts of several lines",
		async () => {
			const { host, port } = server().explicit();
			using home = tempFolder();
			const script = [
				"set ssl:verify-certificate no",
				"set net:max-retries 1",
				"set net:timeout 60",
				"set cmd:fail-exit yes",
				"debug -o /dev/stderr 5",
				`open -u ${ALICE.name},'${ALICE.password}' ftp://${host}:${port}`,
				"cls -1",
				"cat a.txt",
			];
			const { exit, stderr, stdout } = await run(
				["lftp", "--norc", "-f", "/dev/stdin"],
				{
					stdin: `${script.join("\n")}\n`,
					env: { HOME: home.path },
				},
			);
			expect({ exit, stdout }).toEqual({
				exit: 0,
				stdout: "a.txt\ncontent of a",
			});
			expect(stderr).toContain(`<--- 220-${STARS}`);
			expect(stderr).toContain("<--- 230-Hallo alice,");
		},
	);
});
