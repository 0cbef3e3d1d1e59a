/** What a JUnit report of `bun test` says, in the terms of the closing line. */
export interface TestReport {
	readonly passed: number;
	readonly failed: number;
	/** The names of skipped and to-do tests, with the names of their groups in front. */
	readonly skipped: readonly string[];
	/** The test files that the report has results of. A file that could not be loaded is not among them. */
	readonly files: ReadonlySet<string>;
}

const TESTCASE = /<testcase ([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g;

/** Reads the XML that `bun test --reporter=junit` writes. */
export function readJunit(xml: string): TestReport {
	const skipped: string[] = [];
	const files = new Set<string>();
	let failed = 0;
	let passed = 0;
	for (const [, attributes = "", body = ""] of xml.matchAll(TESTCASE)) {
		files.add(attribute(attributes, "file"));
		if (/<(failure|error)\b/.test(body)) failed++;
		else if (!/<skipped\b/.test(body)) passed++;
		else {
			const group = attribute(attributes, "classname");
			const name = attribute(attributes, "name");
			skipped.push(group === "" ? name : `${group} > ${name}`);
		}
	}
	return { passed, failed, skipped, files };
}

function attribute(attributes: string, name: string): string {
	const found = new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1] ?? "";
	return found
		.replaceAll("&lt;", "<")
		.replaceAll("&gt;", ">")
		.replaceAll("&quot;", '"')
		.replaceAll("&apos;", "'")
		.replaceAll("&amp;", "&");
}
