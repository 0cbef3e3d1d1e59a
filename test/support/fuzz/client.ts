import { RawFtp, type Reply } from "../raw-ftp.ts";
import type { Server } from "../start-server.ts";

/** What must hold of every reply, whatever was sent. */
export function checkReply(reply: Reply): void {
	const { code, lines, text } = reply;
	const wrong = (why: string): never => {
		throw new Error(`${why}: ${JSON.stringify(text)}`);
	};
	if (!(code >= 100 && code < 600)) wrong("no reply code of FTP");
	if (text.includes("\ufffd")) wrong("not UTF-8");
	for (const line of lines) {
		// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
		if (/[\u0000-\u0008\u000a-\u001f\u007f]/.test(line))
			wrong("control characters in a reply");
	}
	if (lines.length > 1 && !lines[0]?.startsWith(`${code}-`))
		wrong("a multi-line reply that does not begin as one");
	if (text.includes("The server failed")) wrong("a fault of the server");
}

/** A session that counts: each line that it sends must get one final reply, in order. */
export class FuzzClient implements AsyncDisposable {
	readonly ftp: RawFtp;
	replies = 0;

	private constructor(ftp: RawFtp) {
		this.ftp = ftp;
	}

	static async connect(server: Server, secure: boolean): Promise<FuzzClient> {
		const ftp = await RawFtp.connect(server.explicit());
		if (secure) await ftp.secure();
		await ftp.login();
		if (secure) await ftp.protect();
		return new FuzzClient(ftp);
	}

	/** The final replies to so many lines. */
	async finals(count: number): Promise<number[]> {
		const codes: number[] = [];
		while (codes.length < count) {
			const reply = await this.ftp.reply().catch((cause) => {
				const got = codes.join(" ");
				throw new Error(`${codes.length} of ${count} replies: ${got}`, {
					cause,
				});
			});
			checkReply(reply);
			this.replies += 1;
			if (reply.code >= 200) codes.push(reply.code);
		}
		return codes;
	}

	/** Nothing but the reply to a last NOOP may be there: else some line got two. */
	async settle(): Promise<void> {
		await this.ftp.send("NOOP\r\n");
		const [code] = await this.finals(1);
		if (code !== 200) throw new Error(`a NOOP was answered with ${code}`);
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.ftp[Symbol.asyncDispose]();
	}
}
