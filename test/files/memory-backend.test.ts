import { expect, test } from "bun:test";
import { memoryBackend } from "../../src/files/index.ts";
import {
	at,
	backendConformance,
	contentOf,
	namesIn,
	reasonOf,
	upload,
} from "./backend-conformance.ts";

backendConformance("memory backend", test, async () => ({
	backend: memoryBackend(),
	close: async () => {},
}));

test("memory backend begins with the files and folders that it is given", async () => {
	const backend = memoryBackend({
		files: { "/a/b.txt": "text", "/c.bin": new Uint8Array([1, 2, 3]) },
		folders: ["/empty/below"],
	});
	expect(await namesIn(backend, "/")).toEqual(["a", "c.bin", "empty"]);
	expect(await namesIn(backend, "/empty")).toEqual(["below"]);
	expect(await contentOf(backend, "/a/b.txt")).toBe("text");
	expect((await backend.facts(at("/c.bin"))).sizeBytes).toBe(3);
});

test("memory backend dates files and their folders by the clock that it is given", async () => {
	let now = 1000;
	const backend = memoryBackend({ files: { "/a": "" }, nowMs: () => now });
	expect((await backend.facts(at("/a"))).modifiedMs).toBe(1000);
	now = 2000;
	await upload(backend, "/b", "b");
	expect((await backend.facts(at("/a"))).modifiedMs).toBe(1000);
	expect((await backend.facts(at("/b"))).modifiedMs).toBe(2000);
	expect((await backend.facts(at("/"))).modifiedMs).toBe(2000);
});

test("memory backend refuses bytes beyond its capacity, and frees what is removed, replaced or discarded", async () => {
	const backend = memoryBackend({ files: { "/a": "1234" }, capacityBytes: 10 });
	expect(await reasonOf(upload(backend, "/b", "1234567"))).toBe("noSpace");
	const full = await backend.beginUpload(at("/c"), { kind: "replace" });
	await full.write([new Uint8Array(6)]);
	expect(await reasonOf(full.write([new Uint8Array(1)]))).toBe("noSpace");
	await full.discard();
	await upload(backend, "/b", "123456");
	expect(await reasonOf(upload(backend, "/c", "1"))).toBe("noSpace");
	await backend.remove(at("/a"));
	await upload(backend, "/b", "1234", { kind: "append" });
	expect(await contentOf(backend, "/b")).toBe("1234561234");
	await upload(backend, "/b", "", { kind: "resume", offsetBytes: 2 });
	await upload(backend, "/d", "12345678");
	await backend.rename(at("/b"), at("/d"));
	await upload(backend, "/e", "12345678");
	expect(await reasonOf(upload(backend, "/f", "1"))).toBe("noSpace");
});
