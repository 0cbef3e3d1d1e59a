import { describe, expect, test } from "bun:test";
import { memoryFolder } from "../../src/base/index.ts";
import { loadMessages, ProblemBoard } from "../../src/server/index.ts";
import { FACTS } from "../ftp/messages/kit.ts";

const facts = (): typeof FACTS => FACTS;

async function stage(files: Readonly<Record<string, string>>) {
	const folder = memoryFolder();
	for (const [name, text] of Object.entries(files)) {
		await folder.write(`messages/${name}`, text);
	}
	const problems = new ProblemBoard({ event: () => undefined });
	const messages = await loadMessages({ folder, width: () => 40, problems });
	const faults = (): string => problems.all.map(({ what }) => what).join("; ");
	return { folder, messages, faults };
}

describe("the texts of messages/", () => {
	test("are the built-in ones where there are no files, and nothing is wrong then", async () => {
		const { messages, faults } = await stage({});
		expect(await messages.book.lines("greeting", facts)).toBeUndefined();
		expect(await messages.refresh()).toBe(false);
		expect(faults()).toBe("");
	});

	const FAULTS: readonly (readonly [string, string, string])[] = [
		[
			"greeting.txt",
			"\uFEFFHi\r\n{{usercuont}}\r\n",
			"messages/greeting.txt:2: there is no tag {{usercuont}}, so it is sent as it stands; did you mean {{usercount}}?",
		],
		[
			"greeting.txt",
			"x".repeat(65_537),
			"messages/greeting.txt has 65537 bytes; 65536 are the most",
		],
		[
			"replies.toml",
			'# texts\n\n[PASV]\n227 = "x"\n',
			"messages/replies.toml:4: PASV 227 cannot have other words here: it holds the port of the data connection",
		],
		[
			"replies.toml",
			'[RNTO]\n250 = """\none\n{{nope}}"""\n',
			"messages/replies.toml:4: there is no tag {{nope}}, so it is sent as it stands",
		],
		[
			"failures.toml",
			'notfound = "x"\n',
			"messages/failures.toml:1: there is no failure notfound; did you mean notFound?",
		],
		[
			"goodby.txt",
			"x",
			"messages/goodby.txt is not read; did you mean goodbye.txt?",
		],
	];

	test.each(FAULTS)(
		"have a fault in %s told with its line: %#",
		async (name, text, fault) => {
			const { faults } = await stage({ [name]: text });
			expect(faults()).toBe(fault);
		},
	);

	test("have an error of TOML told with its line", async () => {
		const { faults } = await stage({
			"failures.toml": 'notFound = "x"\nbusy = \n',
		});
		expect(faults()).toStartWith(
			"messages/failures.toml:2: it is no valid TOML: ",
		);
	});

	test("that are no UTF-8 are refused", async () => {
		const { folder, messages, faults } = await stage({});
		await folder.write(
			"messages/login.txt",
			new Uint8Array([0x48, 0xff, 0xf4]),
		);
		await messages.refresh();
		expect(faults()).toBe("messages/login.txt is not UTF-8 text");
	});

	test("stay as they were while a file is wrong, and follow when it is right again", async () => {
		const { folder, messages, faults } = await stage({
			"failures.toml": 'busy = "Besetzt."\n',
		});
		const words = (): Promise<unknown> | undefined =>
			messages.book.override(
				"STOR",
				{ code: 450, lines: ["x"], failure: "busy" },
				facts,
			);
		expect(await words()).toEqual(["Besetzt."]);
		await folder.write("messages/failures.toml", "busy = [\n");
		expect(await messages.refresh()).toBe(false);
		expect(await words()).toEqual(["Besetzt."]);
		expect(faults()).toContain("messages/failures.toml:");
		await folder.write("messages/failures.toml", 'busy = "Warten."\n');
		expect(await messages.refresh()).toBe(true);
		expect(await words()).toEqual(["Warten."]);
		expect(faults()).toBe("");
	});

	test("are the built-in ones again when a file is gone", async () => {
		const { folder, messages } = await stage({
			"login.txt": "Hello {{username}}",
		});
		expect(await messages.book.lines("login", facts)).toEqual(["Hello alice"]);
		await folder.remove("messages/login.txt");
		expect(await messages.refresh()).toBe(true);
		expect(await messages.book.lines("login", facts)).toBeUndefined();
	});

	test("of nothing but space are none", async () => {
		const { messages } = await stage({ "goodbye.txt": " \r\n\t\n" });
		expect(await messages.book.lines("goodbye", facts)).toBeUndefined();
	});
});
