import { expect, test } from "bun:test";
import { formatReply, reply } from "../../src/ftp/reply.ts";

test("formatReply writes one line with a space behind the code", () => {
	expect(formatReply(reply(200, "Done."))).toBe("200 Done.\r\n");
});

test("formatReply pads a middle line that begins like a reply (RFC 959 §4.2)", () => {
	expect(formatReply(reply(212, "Listing", "226 done", " x", "End"))).toBe(
		"212-Listing\r\n 226 done\r\n x\r\n212 End\r\n",
	);
});

test("formatReply lets no text add a line or a colour of its own", () => {
	expect(formatReply(reply(257, '"a\r\n226 \x1b[31mdone\0" made.'))).toBe(
		'257 "a??226 ?[31mdone?" made.\r\n',
	);
});
