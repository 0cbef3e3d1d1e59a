import { describe, expect, test } from "bun:test";
import { type Folder, memoryFolder } from "../../src/base/index.ts";
import type { ServerEvent } from "../../src/log/index.ts";
import {
	type CertificateKeeper,
	openCertificateKeeper,
	ProblemBoard,
} from "../../src/server/index.ts";
import { storeOn, wish } from "../certificates/store-kit.ts";
import { load } from "../config/kit.ts";

/** A folder with two certificates, and what was read of it since. */
async function stocked(): Promise<{ folder: Folder; read: string[] }> {
	const folder = memoryFolder();
	const store = await storeOn(folder);
	await store.create({ ...wish, name: "default" });
	await store.create({ ...wish, name: "other" });
	const read: string[] = [];
	return {
		read,
		folder: {
			...folder,
			read: (path) => {
				read.push(path);
				return folder.read(path);
			},
		},
	};
}

async function keeperOn(
	folder: Folder,
): Promise<{ keeper: CertificateKeeper; events: ServerEvent[] }> {
	const events: ServerEvent[] = [];
	const log = { event: (event: ServerEvent) => events.push(event) };
	const { settings } = await load({});
	const keeper = await openCertificateKeeper({
		store: await storeOn(folder),
		settings,
		defaultName: async () => "default",
		log,
		problems: new ProblemBoard(log),
		nowMs: Date.now,
		clients: { caPem: undefined },
		asksClients: () => false,
		passphrase: undefined,
	});
	return { keeper, events };
}

describe("the certificates that a server shows", () => {
	test("are each read once when it starts", async () => {
		const { folder, read } = await stocked();
		const { keeper } = await keeperOn(folder);
		expect(keeper.all.map(({ name }) => name)).toEqual(["default", "other"]);
		expect(keeper.main.name).toBe("default");
		expect(read.filter((path) => path.endsWith(".key")).sort()).toEqual([
			"certs/default.key",
			"certs/other.key",
		]);
	});

	test("need not all be usable: one that nobody needs is told of and left out", async () => {
		const { folder } = await stocked();
		await folder.write("certs/other.key", "no key");
		const { events, keeper } = await keeperOn(folder);
		expect(keeper.all.map(({ name }) => name)).toEqual(["default"]);
		expect(events).toMatchObject([
			{ kind: "problem", fix: "oceanftp cert check other" },
		]);
	});

	test("must be usable where they are needed", async () => {
		const { folder } = await stocked();
		await folder.write("certs/default.key", "no key");
		await expect(keeperOn(folder)).rejects.toMatchObject({
			code: "key.unreadable",
		});
	});

	test("are those of the store again after a refresh", async () => {
		const { folder } = await stocked();
		const { events, keeper } = await keeperOn(folder);
		const before = keeper.main.sha256;
		const store = await storeOn(folder);
		await store.create({ ...wish, name: "default", force: true });
		await store.create({ ...wish, name: "third" });
		await store.remove("other");
		await keeper.refresh();
		expect(keeper.all.map(({ name }) => name)).toEqual(["default", "third"]);
		expect(keeper.main.sha256).not.toBe(before);
		expect(events).toMatchObject([{ kind: "certificate", name: "default" }]);
	});
});
