// Numbers as people read them: the twin of truenorth.wording.numbers, with the same rule. A number comes as its decimal
// text, is rounded half away from zero on its digits, and no binary arithmetic takes part. `style` is a unit's:
// {sign, decimals, times, one, change, compacts}.
export const NOTHING = "–", MINUS = "−";
const COMPACT = [[3, "k"], [6, "M"], [9, "B"], [12, "T"]];
const NUMBER = /^(-?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
const ten = (power) => 10n ** BigInt(power);

// A number as an integer and how many of its digits stand behind the point; null where the text is none.
function parsed(text) {
  const found = NUMBER.exec(text ?? "");
  if (!found) return null;
  const [, minus, whole, behind = "", power = "0"] = found;
  return { negative: minus !== "", digits: BigInt(whole + behind), places: behind.length - Number(power) };
}

const shifted = (number, power) => ({ ...number, places: number.places - power });

function rounded(number, places) {
  const drop = number.places - places;
  const digits = drop <= 0 ? number.digits * ten(-drop) : (number.digits + ten(drop) / 2n) / ten(drop);
  return { negative: number.negative && digits !== 0n, digits, places };
}

function grouped({ negative, digits, places }) {
  const text = digits.toString().padStart(places + 1, "0");
  const whole = text.slice(0, text.length - places).replace(/\B(?=(\d{3})+$)/g, ",");
  return `${negative ? MINUS : ""}${whole}${places ? `.${text.slice(-places)}` : ""}`;
}

const isBelow = ({ digits, places }, limit) =>
  places >= 0 ? digits < BigInt(limit) * ten(places) : digits * ten(-places) < BigInt(limit);
const isWhole = ({ digits, places }) => places <= 0 || digits % ten(places) === 0n;

function compacted(number, decimals) {
  if (isBelow(number, 1000)) return null;
  const tries = COMPACT.map(([power, letter]) => [rounded(shifted(number, -power), decimals), letter]);
  const [short, letter] = tries.find(([each]) => isBelow(each, 1000)) ?? tries.at(-1);
  return grouped(short) + letter;
}

function placesOf(number, style, decimals) {
  if (decimals !== null) return decimals;
  if (style.decimals === null) return isWhole(number) ? 0 : 2;
  return isWhole(number) && style.one !== null ? 0 : style.decimals;
}

function digitsOf(stored, style, { decimals = null, compact = false }) {
  const number = shifted(stored, style.times);
  const short = compact && style.compacts ? compacted(number, decimals ?? 1) : null;
  return short ?? grouped(rounded(number, placesOf(number, style, decimals)));
}

const signed = (text, bare, style) => {
  const sign = style.one !== null && bare === "1" ? style.one : style.sign;
  return sign ? `${text} ${sign}` : text;
};

// `72,557.90 EUR`, `71.3 %`, `1 day`, `72.6k EUR`; `–` where there is none.
export function formatNumber(text, style, how = {}) {
  const number = parsed(text);
  if (!number) return NOTHING;
  const said = digitsOf(number, style, how);
  return signed(said, said.replace(MINUS, ""), style);
}

// A difference with its sign: `+4,327.70 EUR`; of percents in percentage points.
export function formatChange(text, style, how = {}) {
  const number = parsed(text);
  if (!number) return NOTHING;
  const bare = digitsOf(number, style, how);
  const said = !number.negative && /[1-9]/.test(bare) ? `+${bare}` : bare;
  return style.change === null ? signed(said, bare.replace(MINUS, ""), style) : `${said} ${style.change}`;
}

// With every decimal it has, and no fewer than its unit's: what somebody typed, as they typed it.
export function formatExactly(text, style) {
  const number = parsed(text);
  if (!number) return NOTHING;
  let { digits, places } = shifted(number, style.times);
  for (; places > 0 && digits % 10n === 0n; places -= 1) digits /= 10n;
  return formatNumber(text, style, { decimals: places > (style.decimals ?? 0) ? places : null });
}
