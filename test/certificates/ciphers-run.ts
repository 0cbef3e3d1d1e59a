/**
 * Runs a cipher under the runtime that runs this: `ciphers-run.ts encrypt|decrypt CIPHER KEY IV DATA`, all in hex.
 * Prints the outcome in hex, or "none".
 */
import process from "node:process";
import { decrypt, encrypt } from "../../src/certificates/keys/ciphers.ts";
import type { CommonCipher } from "../../src/certificates/keys/key-material.ts";

const CIPHERS: readonly CommonCipher[] = [
	"aes-128-cbc",
	"aes-192-cbc",
	"aes-256-cbc",
	"des-ede3-cbc",
];

const [verb, name, ...hex] = process.argv.slice(2);
const cipher = CIPHERS.find((each) => each === name);
if (cipher === undefined) throw new Error(`no cipher ${name}`);
const [key, iv, data] = hex.map((text) => Uint8Array.fromHex(text));
if (key === undefined || iv === undefined || data === undefined) {
	throw new Error("key, vector and data are needed");
}
const work = verb === "encrypt" ? encrypt : decrypt;
const result = await work({ cipher, key, iv, data });
process.stdout.write(result?.toHex() ?? "none");
