import { cpus, totalmem } from "node:os";
import type { Figures, Measure, Row } from "./measures.ts";

/** Whose figure, of which round. */
export interface Result {
	readonly server: string;
	readonly round: number;
	readonly figures: Figures;
}

/** A row with the median of each server. */
export interface Line extends Row {
	readonly what: string;
	readonly medians: Readonly<Record<string, number>>;
	readonly all: Readonly<Record<string, readonly number[]>>;
	/** Ours in comparison with the best of the others; above 1 is ahead. Undefined when nobody else was measured. */
	readonly ratio: number | undefined;
}

/** The medians over all rounds, in the order of the measures. */
export function linesOf(
	measures: readonly Measure[],
	results: readonly Result[],
	ours: string,
): readonly Line[] {
	const rows = measures.flatMap((measure) => Object.entries(measure.rows));
	return rows.flatMap(([what, row]): Line[] => {
		const all: Record<string, number[]> = {};
		for (const { server, figures } of results) {
			const figure = figures[what];
			if (figure === undefined) continue;
			all[server] = [...(all[server] ?? []), figure];
		}
		if (Object.keys(all).length === 0) return [];
		const medians = Object.fromEntries(
			Object.entries(all).map(([server, figures]) => [server, median(figures)]),
		);
		return [{ what, ...row, medians, all, ratio: ratioOf(row, medians, ours) }];
	});
}

function ratioOf(
	{ better }: Row,
	medians: Readonly<Record<string, number>>,
	ours: string,
): number | undefined {
	const own = medians[ours];
	const others = Object.entries(medians).flatMap(([server, figure]) =>
		server === ours ? [] : [figure],
	);
	if (own === undefined || others.length === 0) return undefined;
	return better === "more"
		? own / Math.max(...others)
		: Math.min(...others) / own;
}

function median(figures: readonly number[]): number {
	const sorted = figures.toSorted((a, b) => a - b);
	const middle = sorted.length >> 1;
	const upper = sorted[middle] ?? Number.NaN;
	if (sorted.length % 2 === 1) return upper;
	return ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** A table for people, in Markdown; the best figure of each row is bold. */
export function markdown(
	lines: readonly Line[],
	servers: readonly string[],
	rounds: number,
): string {
	const head = ["", "unit", ...servers, "ratio to the best other"];
	const body = lines.map(({ what, unit, better, digits, medians, ratio }) => {
		const figures = Object.values(medians);
		const best =
			better === "more" ? Math.max(...figures) : Math.min(...figures);
		const cells = servers.map((server) => {
			const figure = medians[server];
			if (figure === undefined) return "–";
			const text = figure.toFixed(digits);
			return figure === best && servers.length > 1 ? `**${text}**` : text;
		});
		return [what, unit, ...cells, ratio?.toFixed(2) ?? "–"];
	});
	const text = [head, head.map(() => "---"), ...body]
		.map((cells) => `| ${cells.join(" | ")} |\n`)
		.join("");
	const [cpu] = cpus();
	const machine = `${cpus().length} × ${cpu?.model.trim() ?? "CPU"}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB`;
	return `Medians of ${rounds} interleaved rounds; ${machine}; client and server share the cores. A ratio above 1 is ahead.\n\n${text}`;
}
