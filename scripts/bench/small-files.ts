/**
 * Moves many small files over one control connection, as a process of its own: `bun scripts/bench/small-files.ts
 * TLS|plain up|down PORT COUNT BYTES`. Prints the seconds that the transfers alone took.
 * (curl is no measure here: with small files on loopback it waits 200 ms for a connection that it already has.)
 */
import { content } from "../../test/support/content.ts";
import { RawFtp } from "../../test/support/raw-ftp.ts";

const [way, direction, port, count, bytes] = process.argv.slice(2);
await using ftp = await RawFtp.connect({
	host: "127.0.0.1",
	port: Number(port),
});
if (way === "TLS") await ftp.secure();
await ftp.login();
if (way === "TLS") await ftp.protect();

const body = content(Number(bytes));
const started = performance.now();
for (let i = 0; i < Number(count); i++) {
	const { replies } =
		direction === "up"
			? await ftp.upload(`STOR small-${i}`, body)
			: await ftp.download(`RETR small-${i}`);
	if (replies[0]?.code !== 226) throw new Error(replies[0]?.text);
}
process.stdout.write(`${(performance.now() - started) / 1000}\n`);
