import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../support/programs.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

/** A machine with the program on its path, a data folder with users and certificates, and files. */
export function machine(): TempFolder & {
	readonly env: Readonly<Record<string, string>>;
} {
	const folder = tempFolder();
	const at = (...parts: string[]): string => join(folder.path, ...parts);
	mkdirSync(at("bin"));
	mkdirSync(at("data", "certs"), { recursive: true, mode: 0o700 });
	mkdirSync(at("work", "a folder"), { recursive: true });
	writeFileSync(at("work", "nas answer.pem"), "");
	writeFileSync(
		at("bin", "oceanftp"),
		`#!/bin/sh\nexec ${process.execPath} ${ROOT}/src/main.ts "$@"\n`,
	);
	chmodSync(at("bin", "oceanftp"), 0o755);
	writeFileSync(
		at("data", "accounts.toml"),
		'version = 1\n[users."bob@example.com"]\n[users.bobby]\n[users.alice]\n',
	);
	writeFileSync(at("data", "certs", "nas.crt"), "");
	writeFileSync(at("data", "certs", "nas.key"), "");
	return {
		...folder,
		env: {
			PATH: `${at("bin")}:${process.env["PATH"]}`,
			OCEANFTP_DATA: at("data"),
			HOME: folder.path,
		},
	};
}

/** Command lines, and what every shell completes their last word to. */
export const CASES: readonly (readonly [string, readonly string[]])[] = [
	["oceanftp user pas", ["passwd"]],
	["oceanftp user passwd bob", ["bob@example.com", "bobby"]],
	["oceanftp user passwd bob@", ["bob@example.com"]],
	["oceanftp cert inspect nas", ["nas", "nas answer.pem"]],
	["oceanftp serve --tls ", ["allowed", "required"]],
	["oceanftp serve --tls=al", ["--tls=allowed"]],
	["oceanftp serve --root a", ["a folder"]],
	["oceanftp user passwd nobody-like-that", []],
];
