import { expect, test } from "bun:test";
import { signalNames } from "../../src/platform/signal-names.ts";

test.each([
	["linux", "reload"],
	["darwin", "reload"],
	// The console's window is being closed: the server has a few seconds.
	["win32", "stop"],
] as const)("SIGHUP on %s asks to %s", (platform, wish) => {
	const names = signalNames(platform);
	expect(names[wish]).toContain("SIGHUP");
	expect(names[wish === "stop" ? "reload" : "stop"]).not.toContain("SIGHUP");
});

test("Ctrl-Break stops a server on Windows", () => {
	expect(signalNames("win32").stop).toContain("SIGBREAK");
});
