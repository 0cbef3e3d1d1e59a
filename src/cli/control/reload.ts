import { ERROR_CODES, printable } from "../../base/index.ts";
import type { Problem, ReloadReport } from "../../server/index.ts";
import type { Invocation } from "../command.ts";
import { withServer } from "./running-server.ts";
import { problemLines } from "./words.ts";

/** What a reload may have met, the gravest first: a file that says nothing, a certificate that cannot be used. */
const TELLING = [3, 8];

/** `reload` @returns 3 or 8 when something could not be read, so that what there was before stays in use */
export async function reloadServer(invocation: Invocation): Promise<number> {
	return await withServer(invocation, async (server) => {
		if (invocation.input.has("dry-run")) {
			const { pid } = await server.call("status");
			invocation.output.note(
				`Process ${pid} would read everything again (dry run). What it would find: oceanftp serve --check`,
			);
			return 0;
		}
		const report = await server.call("reload");
		await invocation.output.result({
			lines: reloadLines(report).map(printable),
			document: { schema: "oceanftp.reload/1", ...report },
		});
		return statusFor(report.problems);
	});
}

function reloadLines(report: ReloadReport): readonly string[] {
	const { applied, needsRestart, problems } = report;
	return [
		`applied: ${applied.length === 0 ? "no setting is other than before" : applied.join(", ")}`,
		...(needsRestart.length === 0
			? []
			: [`needs a restart: ${needsRestart.join(", ")}`]),
		...problems.flatMap(problemLines),
	];
}

function statusFor(problems: readonly Problem[]): number {
	const found = problems.flatMap<number>(({ code }) =>
		code === null ? [] : [ERROR_CODES[code].exit],
	);
	return TELLING.find((each) => found.includes(each)) ?? 0;
}
