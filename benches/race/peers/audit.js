// What every peer makes of one audit.
/** Months since January 2000. */
export const monthOf = (date) => (Number(date.slice(0, 4)) - 2000) * 12 + Number(date.slice(5, 7)) - 1;
export const isInadequate = (audit) => audit.overall_grade === "Inadequate";
