import { describe, expect, test } from "bun:test";
import { X509Certificate } from "node:crypto";
import {
	hasClient,
	RUNTIMES,
	type RunResult,
	run,
} from "../support/programs.ts";
import { sharedServer } from "../support/shared-server.ts";
import { ALICE, type Server } from "../support/start-server.ts";

const server = sharedServer();
const withOpenssl = test.skipIf(!hasClient("openssl"));

/** `openssl s_client` on the explicit port (with its own STARTTLS) or the implicit one. */
async function client(
	way: "explicit" | "implicit",
	flags: readonly string[],
	lines: readonly string[],
	of: Server = server(),
): Promise<RunResult> {
	const { host, port } = way === "implicit" ? of.implicit() : of.explicit();
	const starttls = way === "explicit" ? ["-starttls", "ftp"] : [];
	const command = ["openssl", "s_client", "-connect", `${host}:${port}`];
	return run([...command, ...starttls, ...flags], {
		stdin: lines.map((line) => `${line}\n`).join(""),
	});
}

describe.each(["explicit", "implicit"] as const)(
	"openssl over %s TLS",
	(way) => {
		for (const version of ["-tls1_2", "-tls1_3"]) {
			withOpenssl(
				`openssl logs in and gets its answers with ${version}`,
				async () => {
					const { stdout } = await client(
						way,
						["-quiet", "-crlf", version],
						[
							`USER ${ALICE.name}`,
							`PASS ${ALICE.password}`,
							"PWD",
							"NOOP",
							"FEAT",
							"QUIT",
						],
					);
					const codes = [...stdout.matchAll(/^\d{3}(?= )/gm)].map(
						([code]) => code,
					);
					const greeting = way === "implicit" ? ["220"] : [];
					expect(codes).toEqual([
						...greeting,
						"331",
						"230",
						"257",
						"200",
						"211",
						"221",
					]);
				},
			);
		}

		withOpenssl(
			"openssl sees the certificate that the server announced",
			async () => {
				const { stdout } = await client(way, [], ["QUIT"]);
				const pem =
					/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/.exec(
						stdout,
					);
				const seen = new X509Certificate(pem?.[0] ?? "").fingerprint256;
				const announced = server().ready.certificate.sha256;
				expect(plainHex(seen)).toBe(plainHex(announced));
			},
		);

		for (const version of ["-tls1", "-tls1_1"]) {
			withOpenssl(`openssl cannot speak ${version}`, async () => {
				const weak = ["-cipher", "ALL:@SECLEVEL=0", version];
				const { exit, stdout } = await client(way, weak, ["QUIT"]);
				expect(exit).not.toBe(0);
				expect(stdout).not.toContain("BEGIN CERTIFICATE");
			});
		}
	},
);

describe.each(RUNTIMES)("under %s", (runtime) => {
	const own = sharedServer({ runtime });

	for (const way of ["explicit", "implicit"] as const)
		withOpenssl(
			`openssl that offers another ALPN name over ${way} TLS is refused by its alert, and one that offers ftp is served`,
			async () => {
				const good = await client(way, ["-alpn", "h2,ftp"], ["QUIT"], own());
				expect(good.stdout).toContain("ALPN protocol: ftp");
				const bad = await client(way, ["-alpn", "http/1.1"], ["QUIT"], own());
				expect(bad.exit).not.toBe(0);
				expect(bad.stderr).toContain("alert number 120");
			},
		);
});

function plainHex(text: string): string {
	return text.replaceAll(":", "").toLowerCase();
}
