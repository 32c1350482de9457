import { foldName, normaliseName } from './company-name.ts';

/** Places so large that naming one points at nobody: provinces, their capitals, and cities of their size. */
const PLACES =
  '北京 天津 上海 重庆 河北 山西 内蒙古 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 广西 海南 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆 香港 澳门 台湾 石家庄 太原 呼和浩特 沈阳 长春 哈尔滨 南京 杭州 合肥 福州 南昌 济南 郑州 武汉 长沙 广州 南宁 海口 成都 贵阳 昆明 拉萨 西安 兰州 西宁 银川 乌鲁木齐 深圳 青岛 大连 宁波 厦门 苏州 无锡 东莞 佛山 中国'.split(
    ' ',
  );

/** Words of trade that thousands of names end with; longer ones first. */
const TRADES =
  '半导体 新材料 新能源 供应链 科技 技术 电子 信息 软件 网络 通信 材料 能源 电力 环保 生物 医药 医疗 药业 食品 饮料 农业 机械 装备 智能 汽车 航空 物流 商贸 贸易 投资 控股 文化 建筑 建设 化工 纺织 家居 设计 服务 实业'.split(
    ' ',
  );

/**
 * A name as the public register shows it, such as 「成都**科技」: a large place and a common word of trade. Nothing of the
 * trade name itself is left, not even its length, so that nobody tells one company from the next by it (decision 53).
 */
export function maskedName(name: string): string {
  const place = PLACES.find((word) => foldName(name).replace(/^[(]/, '').startsWith(word)) ?? '';
  const bare = normaliseName(name);
  const trade = TRADES.find((word) => bare.endsWith(word)) ?? '';
  return `${place}**${trade}`;
}
