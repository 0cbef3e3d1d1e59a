import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { PATIENCE_MS, within } from "../support/deadline.ts";
import { cleanEnvironment, hasClient, RUNTIMES } from "../support/programs.ts";
import { sharedServer } from "../support/shared-server.ts";
import type { Place } from "../support/start-server.ts";

const withGnutls = test.skipIf(!hasClient("gnutls-cli"));

/** Connects, leaves, connects again offering the session of the first time, and types lines. @returns what it showed */
async function typed(
	flags: readonly string[],
	{ host, port }: Place,
	lines: string,
): Promise<{ readonly exit: number; readonly text: string }> {
	const child = Bun.spawn(
		["gnutls-cli", "--resume", ...flags, "--port", String(port), host],
		{
			env: cleanEnvironment(),
			stdin: "pipe",
			stdout: "pipe",
			stderr: "ignore",
		},
	);
	try {
		child.stdin.write(lines);
		await child.stdin.flush();
		const ended = Promise.all([
			child.exited,
			new Response(child.stdout).text(),
		]);
		const [exit, text] = await within(PATIENCE_MS, "end of gnutls-cli", ended);
		return { exit, text };
	} finally {
		child.kill("SIGKILL");
	}
}

describe.each(RUNTIMES)("gnutls-cli, under %s", (runtime) => {
	const server = sharedServer({ runtime });

	for (const version of ["1.2", "1.3"]) {
		for (const mode of ["explicit", "implicit"] as const) {
			withGnutls(
				`trusts the certificate on the ${mode} port over TLS ${version}, and is served when it offers an earlier control connection's session`,
				async () => {
					const flags = [
						...["--x509cafile", join(server().data, "certs", "default.crt")],
						...["--priority", `NORMAL:-VERS-ALL:+VERS-TLS${version}`],
						...(mode === "explicit" ? ["--starttls-proto=ftp"] : []),
					];
					const { exit, text } = await typed(
						flags,
						server()[mode](),
						"NOOP\r\nQUIT\r\n",
					);
					expect(text).toContain("The certificate is trusted");
					expect(text).toContain("Resume Handshake was completed");
					expect(text).toMatch(/^200 [\s\S]*^221 /m);
					expect(exit).toBe(0);
				},
			);
		}
	}
});
