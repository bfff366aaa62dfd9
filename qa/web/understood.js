// How a question was understood, where that is not as it was typed: in which sentence, and with which words of the one before.

import { t } from "./words.js";

/** The parts to be shown, {sentence, words} each: what was corrected in the question, and what was taken from an earlier one. */
export function understood({ question, standalone_question: whole }) {
  if (whole === question) return [];
  const [, typed, subject] = /^([^]*) \(([^()]+)\)$/.exec(whole) ?? [];
  // A question may end in brackets of its own.
  const isFollowUp = subject && !question.trim().endsWith(`(${subject})`);
  const own = isFollowUp ? typed : whole;
  return [
    own === question.trim() ? null : { sentence: t("Spelling corrected, so read as:"), words: own },
    isFollowUp ? { sentence: t("Taken as a follow-up, from your earlier question:"), words: subject } : null,
  ].filter(Boolean);
}
