import { businessWordAt, wordsOf } from './business-words.ts';
import { isOneSlipApart } from './compare-codes.ts';
import type { NameParts } from './identity-name.ts';
import { soundKey } from './sound.ts';

/** Groups of characters that look alike on a scan or in a hurry. */
const ALIKE = (
  '末未 己已巳 土士 大太犬天夫 人入八 千干于 日曰目 木本术 田由甲申 力刀九 王玉主 贝见 口囗 弋戈 侯候 崇祟 微徽 晴睛 治冶 治洽 技枝 杨扬 场杨 汤杨 ' +
  '锦绵 棉绵 泰秦 奉秦 荣莱 菜莱 科料 柯何 河何 博搏 傅博 恒桓 垣恒 宏宠 宠庞 裕格 洛络 格洛 瑞端 端湍 喘瑞 凯剀 凤风 丰半 半平 兴关 盛感 鸿鸣 鹏鹃 ' +
  '达迖 迈达 远运 运达 明朋 朋用 月用 胜性 晶品 圆园 圆图 园圆 团困 因团 富宫 官宫 宣宜 宜且 宝宅 安妥 东车 车牛 午牛 光先 先无 元无 元兀 云去 会去 公分 ' +
  '兰三 王三 令今 令冷 冷泠 清请 情清 诚城 成戌 戊戌 成戍 铭铬 钥钢 钢铜 铜钢 银很 根银 铁钦 锐税 税说 汽气 气乞 沛怖 肺沛 洋祥 样祥 详祥 译泽 译择 择泽 ' +
  '浩洁 诰浩 淮准 谁准 推准 难准 隆降 陆际 阳阴 限限 陈阵 振震 拓招 柘拓 授援 援缓 暖援 拨拔 操燥 澡操 璨灿 壁璧 辉晖 挥辉 浑挥 航舱 般航 船般 贸货 货贷 贺货 ' +
  '贡页 页贝 负贝 员圆 责贵 贵责 晋普 普昔 杰木 炎灾 焱炎 森林 淼森 鑫金 众从 品晶 磊石 犇牛 蓝监 篮蓝 萍苹 芬芳 芯心 苑范 菀苑 茂戊 苏办 茶荼 药约 莹营 蒙家 疆彊 奥粤 的地 的得 桔橘 帐账'
).split(' ');
const alike = new Set(ALIKE.flatMap(([first = '', ...rest]) => rest.flatMap((other) => [first + other, other + first])));

const soundAlike = (left: string, right: string): boolean => left.length === right.length && soundKey(left) === soundKey(right);

/** Where two texts part, from the front and from the back. */
function middleOf(left: string, right: string): { at: number; left: string; right: string } {
  let at = 0;
  while (at < left.length && at < right.length && left[at] === right[at]) at++;
  let until = 0;
  while (until < Math.min(left.length, right.length) - at && left[left.length - 1 - until] === right[right.length - 1 - until]) {
    until++;
  }
  return { at, left: left.slice(at, left.length - until), right: right.slice(at, right.length - until) };
}

/** Whether a business word stands at this place. */
const holdsWord = (text: string, at: number): boolean =>
  [at - 3, at - 2, at - 1, at].some((from) => from >= 0 && from + businessWordAt(text, from).length > at);

/** How long the word is that stands at this place. */
function wordLengthAt(text: string, at: number): number {
  let until = 0;
  return wordsOf(text).find((word) => (until += word.length) > at)?.length ?? 0;
}

/** One character for another: a slip where it looks or sounds the same, leaves a word broken (技木), or is lost in a long name. */
function isChanged(left: string, right: string, at: number, tradeLength: number): boolean {
  const [a, b] = [left[at]!, right[at]!];
  if (alike.has(a + b) || soundAlike(a, b)) return true;
  const [leftHolds, rightHolds] = [holdsWord(left, at), holdsWord(right, at)];
  if (leftHolds && rightHolds) return false;
  if (leftHolds !== rightHolds) return at >= Math.min(tradeLength, 2);
  return Math.min(wordLengthAt(left, at), wordLengthAt(right, at)) >= 4;
}

/** One character more: a slip unless it makes another word (光电, 光电科技) or another trade name. */
function isAdded(short: string, long: string, at: number, tradeLength: number): boolean {
  if (long[at] === long[at - 1] || long[at] === long[at + 1]) return true;
  if (at >= tradeLength) return holdsWord(short, at) !== holdsWord(long, at) || !holdsWord(long, at);
  return wordLengthAt(long, at) >= 5;
}

function isSlip(left: string, right: string, tradeLength: number): boolean {
  if (!isOneSlipApart(left, right)) return false;
  const part = middleOf(left, right);
  if (left.length !== right.length) {
    const [short, long] = left.length < right.length ? [left, right] : [right, left];
    return isAdded(short, long, part.at, tradeLength);
  }
  return part.left.length === 2 || isChanged(left, right, part.at, tradeLength);
}

/** 有线公司 for 有限公司: a slip in the legal form, whose characters then seem to belong to the stem. */
function isFormSlip(left: NameParts, right: NameParts): boolean {
  const [short, long] = left.stem.length <= right.stem.length ? [left, right] : [right, left];
  if (short.form === '' || !long.stem.startsWith(short.stem) || !isOneSlipApart(left.whole, right.whole)) return false;
  return middleOf(left.whole, right.whole).at >= short.whole.indexOf(short.stem) + short.stem.length;
}

/** True when one name is the other with a slip of the keyboard, the ear or the eye. */
export function isTypedDifferently(left: NameParts, right: NameParts): boolean {
  const [a, b] = [left.stem, right.stem];
  if (Math.min(a.length, b.length) < 3 && soundKey(a) !== soundKey(b)) return false;
  if (a === b || Math.min(a.length, b.length) < 2) return false;
  if (isFormSlip(left, right)) return true;
  if (/^[\x21-\x7e]+$/.test(a + b)) return Math.min(a.length, b.length) >= 6 && isOneSlipApart(a, b);
  return isSlip(a, b, Math.min(left.trade.length, right.trade.length)) || (a.length >= 2 && soundAlike(a, b));
}
