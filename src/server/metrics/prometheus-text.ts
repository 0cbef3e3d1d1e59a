/** Which values a series has for its family's labels. */
export type Labels = Readonly<Record<string, string>>;

/** One number. `suffix` is for the parts of a histogram. */
export interface Sample {
	readonly labels: Labels;
	readonly value: number;
	readonly suffix?: "_bucket" | "_sum" | "_count";
}

/** Numbers of one name. */
export interface Family {
	readonly name: string;
	readonly type: "counter" | "gauge" | "histogram";
	/** One sentence. */
	readonly help: string;
	readonly samples: readonly Sample[];
}

/** The media type of {@link familiesText}. */
export const PROMETHEUS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/**
 * Prometheus' text format 0.0.4. A family without samples is left out.
 *
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function familiesText(families: readonly Family[]): string {
	return families
		.filter(({ samples }) => samples.length > 0)
		.map(familyText)
		.join("");
}

function familyText({ name, type, help, samples }: Family): string {
	const lines = samples.map(
		({ labels, suffix = "", value }) =>
			`${name}${suffix}${labelsText(labels)} ${numberText(value)}\n`,
	);
	const about = help.replace(/\\/g, "\\\\").replace(/\n/g, "\\n");
	return `# HELP ${name} ${about}\n# TYPE ${name} ${type}\n${lines.join("")}`;
}

function labelsText(labels: Labels): string {
	const pairs = Object.entries(labels).map(
		([name, value]) => `${name}="${labelValue(value)}"`,
	);
	return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function labelValue(value: string): string {
	return value
		.replace(/\\/g, "\\\\")
		.replace(/"/g, '\\"')
		.replace(/\n/g, "\\n");
}

/** @example numberText(Number.POSITIVE_INFINITY) === "+Inf" */
export function numberText(value: number): string {
	if (value === Number.POSITIVE_INFINITY) return "+Inf";
	if (value === Number.NEGATIVE_INFINITY) return "-Inf";
	return String(value);
}
