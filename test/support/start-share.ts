import { PATIENCE_MS, within } from "./deadline.ts";
import { cleanEnvironment, oceanftp, type Runtime } from "./programs.ts";
import { tempFolder } from "./temp-folder.ts";

/** What `share --json` prints when it listens. */
export interface ShareDocument {
	readonly schema: string;
	readonly folder: string;
	readonly urls: readonly string[];
	readonly user: string;
	readonly password: string;
	readonly sha256: string;
	readonly curl: string;
}

/** A share under test; killed at the end of its block if it still runs. */
export interface Share extends AsyncDisposable {
	readonly document: ShareDocument;
	/** The first address, as curl writes it. */
	readonly url: string;
	/** `--user` and its value. */
	readonly login: readonly string[];
	readonly exited: Promise<number>;
	stderr(): Promise<string>;
	signal(name: NodeJS.Signals): void;
}

/** Starts `oceanftp share FOLDER --json` on a free loopback port, with an empty home, and waits until it listens. */
export async function startShare(
	folder: string,
	flags: readonly string[] = [],
	options: { readonly runtime?: Runtime; readonly cwd?: string } = {},
): Promise<Share> {
	const home = tempFolder();
	const child = Bun.spawn(
		[
			...oceanftp(options.runtime ?? "bun"),
			...["share", folder, "--json", "--host", "127.0.0.1", "--port", "0"],
			...flags,
		],
		{
			cwd: options.cwd ?? home.path,
			env: { ...cleanEnvironment(), HOME: home.path },
			stdio: ["ignore", "pipe", "pipe"],
		},
	);
	const killAtExit = (): void => child.kill("SIGKILL");
	process.once("exit", killAtExit);
	const dispose = async (): Promise<void> => {
		process.removeListener("exit", killAtExit);
		child.kill("SIGKILL");
		await child.exited;
		home[Symbol.dispose]();
	};
	try {
		const line = await within(PATIENCE_MS, "a line", firstLine(child.stdout));
		const document: ShareDocument = JSON.parse(line);
		return {
			document,
			url: document.urls[0]?.replace("ftpes:", "ftp:") ?? "",
			login: ["--user", `${document.user}:${document.password}`],
			exited: child.exited,
			stderr: () => new Response(child.stderr).text(),
			signal: (name) => child.kill(name),
			[Symbol.asyncDispose]: dispose,
		};
	} catch (error) {
		await dispose();
		throw error;
	}
}

async function firstLine(stream: ReadableStream<Uint8Array>): Promise<string> {
	const decoder = new TextDecoder();
	let text = "";
	for await (const chunk of stream) {
		text += decoder.decode(chunk, { stream: true });
		if (text.includes("\n")) break;
	}
	return text.split("\n")[0] ?? "";
}
