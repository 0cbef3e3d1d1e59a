import type { Server } from "node:net";
import { DataFailure } from "../../ftp/index.ts";
import { systemCode } from "../errno.ts";

/** An open passive port: closing the server gives it back. */
export interface PassiveLease {
	readonly server: Server;
	readonly port: number;
}

/** The passive ports of a server, shared by its sessions. */
export interface PassivePorts {
	/** @throws {DataFailure} noConnection when none is free */
	lease(create: () => Server, host: string): Promise<PassiveLease>;
	/** How many ports are leased now, and how many there are; undefined: as many as the system has. */
	usage(): { readonly leased: number; readonly size: number | undefined };
}

/**
 * Leases ports in random order, so that nobody can guess the next one and sit on it.
 *
 * @param range first and last port; without one the system picks any that is free
 */
export function passivePorts(
	range: { readonly from: number; readonly to: number } | undefined,
): PassivePorts {
	const leased = new Set<number>();
	const size = range === undefined ? undefined : range.to - range.from + 1;
	return {
		usage: () => ({ leased: leased.size, size }),
		async lease(create, host) {
			if (range === undefined || size === undefined) {
				const server = create();
				const port = await listenOn(server, 0, host);
				leased.add(port);
				server.once("close", () => leased.delete(port));
				return { server, port };
			}
			const start = randomBelow(size);
			for (let step = 0; step < size; step++) {
				const port = range.from + ((start + step) % size);
				if (leased.has(port)) continue;
				leased.add(port);
				const server = create();
				server.once("close", () => leased.delete(port));
				try {
					return { server, port: await listenOn(server, port, host) };
				} catch (failure) {
					leased.delete(port);
					if (systemCode(failure) !== "EADDRINUSE") throw failure;
				}
			}
			throw new DataFailure(
				"noConnection",
				`all ${size} passive ports from ${range.from} to ${range.to} are in use`,
			);
		},
	};
}

function listenOn(server: Server, port: number, host: string): Promise<number> {
	return new Promise((resolve, reject) => {
		server.once("error", reject);
		server.listen({ port, host, backlog: 16 }, () => {
			server.off("error", reject);
			const address = server.address();
			if (address === null || typeof address === "string") {
				reject(new Error("the passive port has no address"));
				return;
			}
			resolve(address.port);
		});
	});
}

function randomBelow(limit: number): number {
	const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
	return random % limit;
}
