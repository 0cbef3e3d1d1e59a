/**
 * A function that keeps its last answers. For what is asked about again and again with few different values, such as the modes of
 * the files of a folder; when they are many it forgets them all and begins anew.
 *
 * @param most how many answers are kept
 */
export function remembering<Question, Answer>(
	work: (question: Question) => Answer,
	most = 1024,
): (question: Question) => Answer {
	const known = new Map<Question, Answer>();
	return (question) => {
		const before = known.get(question);
		if (before !== undefined) return before;
		const answer = work(question);
		if (known.size >= most) known.clear();
		known.set(question, answer);
		return answer;
	};
}
