import { readdir, readFile, readlink } from "node:fs/promises";

/** A process, by its number and the name of its program. */
export interface NamedProcess {
	readonly pid: number;
	readonly program: string;
}

/** Listening, in the column `st` of `/proc/net/tcp`. */
const LISTEN = "0A";

/**
 * The inodes of the sockets that listen on a port, out of the text of `/proc/net/tcp` or `/proc/net/tcp6`.
 *
 * @see proc_pid_net(5)
 */
export function listeningInodes(text: string, port: number): readonly string[] {
	return text.split("\n").flatMap((line) => {
		const [, local = "", , state, , , , , , inode] = line.trim().split(/\s+/);
		const [, hexPort = ""] = local.split(":");
		const isIt = state === LISTEN && Number.parseInt(hexPort, 16) === port;
		return isIt && inode !== undefined ? [inode] : [];
	});
}

/** Who listens on a TCP port; undefined where the system does not tell this user, and on others than Linux. */
export async function portHolder(
	port: number,
): Promise<NamedProcess | undefined> {
	const tables = await Promise.all(
		["/proc/net/tcp", "/proc/net/tcp6"].map((file) => textOf(file)),
	);
	const links = new Set(
		tables
			.flatMap((text) => listeningInodes(text, port))
			.map((inode) => `socket:[${inode}]`),
	);
	if (links.size === 0) return undefined;
	for (const name of await namesIn("/proc")) {
		if (!/^\d+$/.test(name)) continue;
		for (const descriptor of await namesIn(`/proc/${name}/fd`)) {
			const link = await readlink(`/proc/${name}/fd/${descriptor}`).catch(
				() => "",
			);
			if (!links.has(link)) continue;
			const program = (await textOf(`/proc/${name}/comm`)).trim();
			return { pid: Number(name), program };
		}
	}
	return undefined;
}

async function textOf(file: string): Promise<string> {
	return await readFile(file, "utf8").catch(() => "");
}

async function namesIn(folder: string): Promise<readonly string[]> {
	return await readdir(folder).catch(() => []);
}
