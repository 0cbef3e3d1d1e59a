import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { decrypt, encrypt } from "../../src/certificates/keys/ciphers.ts";
import { ROOT, run } from "../support/programs.ts";
import { output, workshop } from "./openssl.ts";

const DENO = join(import.meta.dir, "../../node_modules/.bin/deno");
const RUN = join(import.meta.dir, "ciphers-run.ts");

/** Not a whole number of blocks of any cipher. */
const TEXT = "what was encrypted long ago";

const CASES = [
	["aes-128-cbc", 16, 16],
	["aes-192-cbc", 24, 16],
	["aes-256-cbc", 32, 16],
	["des-ede3-cbc", 24, 8],
] as const;

describe.each(CASES)("the cipher %s", (cipher, keyBytes, ivBytes) => {
	const key = Uint8Array.from({ length: keyBytes }, (_, at) => at * 7 + 1);
	const iv = Uint8Array.from({ length: ivBytes }, (_, at) => 255 - at);
	const data = new TextEncoder().encode(TEXT);

	/** By openssl, in hex. */
	function sealed(): string {
		using shop = workshop();
		shop.write("text", TEXT);
		const key64 = ["-K", key.toHex(), "-iv", iv.toHex(), "-a", "-A"];
		const text = shop.openssl("enc", `-${cipher}`, "-in", "text", ...key64);
		return Uint8Array.fromBase64(text.trim()).toHex();
	}

	test("encrypts what openssl encrypts, and opens it again, under Bun and Deno", async () => {
		const theirs = sealed();
		const ours = await encrypt({ cipher, key, iv, data });
		expect(ours.toHex()).toBe(theirs);
		expect(await decrypt({ cipher, key, iv, data: ours })).toEqual(data);
		const deno = (verb: string, hex: string): string =>
			output(DENO, [
				...["run", "-A", RUN, verb, cipher],
				...[key.toHex(), iv.toHex(), hex],
			]);
		expect(deno("encrypt", data.toHex())).toBe(theirs);
		expect(deno("decrypt", theirs)).toBe(data.toHex());
	}, 60_000);

	test("gives nothing for a wrong key, or for bytes that are no whole blocks", async () => {
		const ours = await encrypt({ cipher, key, iv, data });
		const other = key.map((byte) => byte ^ 0x55);
		expect(
			await decrypt({ cipher, key: other, iv, data: ours }),
		).toBeUndefined();
		const cut = ours.subarray(0, -1);
		expect(await decrypt({ cipher, key, iv, data: cut })).toBeUndefined();
	});
});

describe("@peculiar/webcrypto", () => {
	/** What of the program is imported, or done, where loading that package is an error. */
	function withoutIt(code: string): Promise<{ exit: number; stderr: string }> {
		const script = `
			Bun.plugin({ name: "none", setup: (build) => build.onLoad({ filter: /@peculiar.webcrypto/ }, () => { throw new Error("it was loaded"); }) });
			const { encrypt } = await import("./src/certificates/keys/ciphers.ts");
			const job = (cipher, bytes, block) => ({ cipher, key: new Uint8Array(bytes), iv: new Uint8Array(block), data: new Uint8Array(3) });
			${code}`;
		return run([process.execPath, "-e", script], { cwd: ROOT });
	}

	test("is not loaded by the program, nor by AES", async () => {
		const { exit, stderr } = await withoutIt(`
			for (const room of ["certificates", "server", "doctor", "cli"]) await import(\`./src/\${room}/index.ts\`);
			await encrypt(job("aes-256-cbc", 32, 16));`);
		expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
	});

	test("is loaded by 3DES", async () => {
		const { exit, stderr } = await withoutIt(
			'await encrypt(job("des-ede3-cbc", 24, 8));',
		);
		expect(exit).toBe(1);
		expect(stderr).toContain("it was loaded");
	});
});
