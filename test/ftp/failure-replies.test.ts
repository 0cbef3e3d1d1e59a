import { expect, test } from "bun:test";
import { FileFailure } from "../../src/files/index.ts";
import { failureReply } from "../../src/ftp/failure-replies.ts";

test.each([
	["quotaExceeded", 552],
	["noSpace", 452],
	["readOnly", 550],
	["busy", 450],
	["offsetBeyondEnd", 554],
	["badName", 553],
	["tooMuch", 451],
	["io", 451],
] as const)("a failure for %s is answered with %d", (reason, code) => {
	expect(failureReply(new FileFailure(reason, "secret"))?.code).toBe(code);
});

test("no reply repeats what a failure says for the log", () => {
	const reply = failureReply(new FileFailure("io", "/home/secret"));
	expect(reply?.lines.join()).not.toContain("secret");
});
