import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder for the `openssl` program to work in; gone at the end of the `using` block. */
export interface Workshop extends Disposable {
	readonly path: string;
	/** Runs openssl there. @returns what it printed, on both streams @throws when its status is not 0 */
	openssl(...args: readonly string[]): string;
	write(name: string, content: string | Uint8Array): void;
	bytes(name: string): Uint8Array;
	text(name: string): string;
}

export function workshop(): Workshop {
	const path = mkdtempSync(join(tmpdir(), "ocean-certificates-"));
	return {
		path,
		openssl: (...args) => {
			const run = spawnSync("openssl", args, { cwd: path, encoding: "utf8" });
			const output = `${run.stdout}${run.stderr}`;
			if (run.status !== 0) {
				throw new Error(`openssl ${args.join(" ")} failed: ${output}`);
			}
			return output;
		},
		write: (name, content) => writeFileSync(join(path, name), content),
		bytes: (name) => new Uint8Array(readFileSync(join(path, name))),
		text: (name) => readFileSync(join(path, name), "utf8"),
		[Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
	};
}

/** A self-signed pair made by openssl: `NAME.key` (PKCS#8) and `NAME.crt`. */
export function selfSigned(
	shop: Workshop,
	name: string,
	options: {
		readonly key?: readonly string[];
		readonly days?: number;
		readonly san?: string;
	} = {},
): void {
	const {
		key = ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
		days = 30,
		san = `DNS:${name}.example`,
	} = options;
	shop.openssl(
		...["req", "-x509", "-nodes", "-newkey", ...key],
		...["-keyout", `${name}.key`, "-out", `${name}.crt`],
		...["-subj", `/CN=${name}.example`, "-days", String(days)],
		...["-addext", `subjectAltName=${san}`],
	);
}

/** Runs a program to its end. @returns what it printed @throws when its status is not 0 */
export function output(program: string, args: readonly string[]): string {
	const run = spawnSync(program, args, { encoding: "utf8", timeout: 60_000 });
	if (run.status !== 0) throw new Error(`${program} failed: ${run.stderr}`);
	return run.stdout;
}
