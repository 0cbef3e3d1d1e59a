import { answersVersionAlone } from "./platform/index.ts";

if (!answersVersionAlone()) {
	const { startProgram } = await import("./cli/index.ts");
	await startProgram();
}
