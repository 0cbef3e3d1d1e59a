import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { splitPem } from "../../src/certificates/der/pem.ts";
import {
	checkClientPath,
	readClientTrust,
} from "../../src/certificates/index.ts";
import { signatureCheck } from "../../src/platform/signatures.ts";
import { processorMs } from "../support/processor-time.ts";
import { DENO } from "../support/programs.ts";
import { type PathCase, REFUSED, TRUSTED } from "./client-path-cases.ts";
import { makeMaterial } from "./client-path-material.ts";
import { joined, misjudged, momentOf, verdictOf } from "./client-path-run.ts";
import { type Workshop, workshop } from "./openssl.ts";

const CASES = [...TRUSTED, ...REFUSED];

let shop: Workshop;
beforeAll(() => {
	shop = workshop();
	makeMaterial(shop);
}, 120_000);
afterAll(() => shop[Symbol.dispose]());

describe("client path", () => {
	for (const one of CASES) {
		test(one.name, async () => {
			const verdict = await verdictOf(shop.path, one);
			expect({ verdict, said: misjudged(one, verdict) }).toEqual({
				verdict,
				said: undefined,
			});
		});
	}

	test("does not compute for ever in a maze", async () => {
		const maze = REFUSED.find(({ name }) => name.includes("maze"));
		if (maze === undefined) throw new Error("there is no maze");
		const [ms] = await processorMs(() => verdictOf(shop.path, maze));
		// There are millions of ways through it.
		expect(ms).toBeLessThan(2000);
	});

	test("never trusts a certificate of which one bit was changed", async () => {
		const [bob] = splitPem(shop.text("bob.crt")).blocks;
		if (bob === undefined) throw new Error("bob.crt is empty");
		const ca = { file: "ca.pem", bytes: shop.bytes("root.crt") };
		const trust = await readClientTrust({ ca });
		const isTrusted = async (leaf: Uint8Array): Promise<boolean> => {
			const verdict = await checkClientPath({
				chain: [leaf],
				trust,
				nowMs: Date.now(),
				signatures: signatureCheck,
			});
			return verdict.kind === "trusted";
		};
		expect(await isTrusted(bob.der)).toBe(true);
		const trusted: number[] = [];
		for (const index of bob.der.keys()) {
			const changed = bob.der.slice();
			changed[index] = (changed[index] ?? 0) ^ (1 << (index % 8));
			if (await isTrusted(changed)) trusted.push(index);
		}
		expect(trusted).toEqual([]);
	});

	test("comes to the verdicts of openssl, but for the differences that the table names", () => {
		const asked = CASES.filter((one) => one.opensslUnasked === undefined);
		const said = askOpenssl(asked);
		// Later versions may come nearer to us; the names of the differences are those of 3.0.
		const isKnown = shop.openssl("version").startsWith("OpenSSL 3.0.");
		const surprising = asked.flatMap((one, index) => {
			const isTrusted = one.why === undefined;
			const differs = one.opensslDiffers !== undefined;
			if (differs && !isKnown) return [];
			const expected = isTrusted !== differs ? "OK" : "no";
			const output = said[index] ?? "nothing";
			return output.startsWith(expected) ? [] : [`${one.name}: ${output}`];
		});
		expect(surprising).toEqual([]);
	}, 120_000);

	test("comes to the same verdicts under Deno", () => {
		if (DENO === undefined) throw new Error("Deno is not installed");
		const script = join(import.meta.dirname, "client-path-deno.ts");
		const run = spawnSync(
			DENO,
			["run", "-A", "--no-config", script, shop.path],
			{ encoding: "utf8", timeout: 60_000 },
		);
		expect(run.stderr).toBe("");
		expect(run.stdout).toBe(`${CASES.length} passed\n`);
	}, 120_000);
});

/** A line for each case: `OK`, or `no` with what openssl said. All in one shell, which starts programs faster. */
function askOpenssl(cases: readonly PathCase[]): readonly string[] {
	const lines = cases.map((one, index) => {
		const { chain, ca = ["root"], crl } = one;
		const [leaf = "", ...sent] = chain;
		shop.write(`ca-${index}.pem`, joined(shop.path, ca, "crt"));
		shop.write(`sent-${index}.pem`, joined(shop.path, sent, "crt"));
		shop.write(`lists-${index}.pem`, joined(shop.path, crl ?? [], "crl"));
		const words = [
			...["openssl verify -purpose sslclient -auth_level 2 -no-CApath"],
			...["-no-CAstore -attime", String(Math.floor(momentOf(one) / 1000))],
			...["-CAfile", `ca-${index}.pem`],
			...(sent.length === 0 ? [] : ["-untrusted", `sent-${index}.pem`]),
			...(crl === undefined
				? []
				: ["-crl_check_all -CRLfile", `lists-${index}.pem`]),
			`${leaf}.crt`,
		];
		return `if said=$(${words.join(" ")} 2>&1); then echo OK; else echo no $said; fi`;
	});
	const shell = spawnSync("sh", {
		cwd: shop.path,
		input: lines.join("\n"),
		encoding: "utf8",
	});
	return shell.stdout.trimEnd().split("\n");
}
