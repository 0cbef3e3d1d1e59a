import { describe, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { content, sha256 } from "../support/content.ts";
import { hasClient, RUNTIMES, run } from "../support/programs.ts";
import { sharedServer } from "../support/shared-server.ts";
import { ALICE } from "../support/start-server.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { threeTransfers } from "./three-transfers.ts";

const withPython = test.skipIf(!hasClient("python3"));
const withLftp = test.skipIf(!hasClient("lftp"));
const SCRIPT = join(import.meta.dirname, "resumption_client.py");

describe.each(RUNTIMES)("where resumption is required, under %s", (runtime) => {
	const server = sharedServer({
		runtime,
		config: '[tls]\nsession_resumption = "require"\n',
	});

	for (const version of ["1.2", "1.3"]) {
		for (const habit of ["first", "newest"]) {
			withPython(
				`python3 resumes ten times in a row over TLS ${version} with its ${habit} session (OpenSSL)`,
				async () => {
					const { host, port } = server().explicit();
					const { exit, stdout, stderr } = await run(
						[
							...["python3", SCRIPT, version, habit],
							...[host, String(port), ALICE.name],
						],
						{ env: { FTP_PASSWORD: ALICE.password } },
					);
					expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
					expect(JSON.parse(stdout)).toEqual({
						resumed: Array(10).fill(true),
						version: `TLSv${version}`,
					});
				},
			);
		}

		withPython(
			`python3's ftplib, which resumes nothing, reports the 522 of each transfer over TLS ${version}`,
			async () => {
				const refusal = expect.stringMatching(/^522 .*session_resumption/);
				expect(await threeTransfers(server(), version)).toEqual({
					learned: [refusal, refusal, refusal],
					bytes: 0,
				});
			},
		);

		withLftp(
			`lftp is served ten times in a row over TLS ${version} (GnuTLS)`,
			async () => {
				using folder = tempFolder();
				const bytes = content(50_000, 21);
				const local = join(folder.path, "local.bin");
				writeFileSync(local, bytes);
				const { host, port } = server().explicit();
				const rounds = [1, 2, 3, 4, 5].flatMap((round) => [
					`put ${local} -o gnutls-${round}.bin`,
					`get gnutls-${round}.bin -o ${folder.path}/back-${round}.bin`,
				]);
				const script = [
					"set ssl:verify-certificate no",
					"set ftp:ssl-force yes",
					"set ftp:ssl-protect-data yes",
					`set ssl:priority "NORMAL:-VERS-ALL:+VERS-TLS${version}"`,
					"set net:max-retries 1",
					"set net:timeout 60",
					"set cmd:fail-exit yes",
					`open -u ${ALICE.name},'${ALICE.password}' ftp://${host}:${port}`,
					...rounds,
				].join("\n");
				const { exit, stderr } = await run(
					["lftp", "--norc", "-f", "/dev/stdin"],
					{ stdin: `${script}\n`, env: { HOME: folder.path } },
				);
				expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
				for (let round = 1; round <= 5; round++) {
					const back = readFileSync(join(folder.path, `back-${round}.bin`));
					expect(sha256(back)).toBe(sha256(bytes));
				}
			},
		);
	}
});
