/** Words that say what a company does and not which one it is, as they stand behind the trade name (行业表述). */
const WORDS = (
  '科技 技术 电子 信息 网络 软件 硬件 实业 贸易 商贸 经贸 工贸 外贸 内贸 物贸 投资 控股 发展 开发 建设 建筑 建工 建材 工程 机械 机电 机床 ' +
  '设备 装备 食品 饮料 乳业 酒业 酿酒 啤酒 白酒 粮油 粮食 茶业 茶叶 肉类 牧业 畜牧 渔业 种业 饲料 医药 药业 制药 药品 中药 化工 化学 化纤 ' +
  '日化 新能源 能源 动力 电池 锂业 锂电 光伏 太阳能 风电 水电 核电 火电 发电 电力 电网 电气 电器 电缆 电线 电路 电源 电机 材料 新材料 ' +
  '新材 复合材料 汽车 汽配 零部件 摩托 摩托车 轮胎 客车 车辆 车业 置业 置地 地产 房地产 房产 物业 管理 服务 咨询 顾问 文化 传媒 传播 广告 影视 ' +
  '出版 印务 印刷 发行 动漫 游戏 娱乐 旅游 旅行社 酒店 宾馆 饭店 餐饮 农业 农牧 农资 林业 园林 景观 绿化 花卉 生物 生命科学 基因 环保 环境 ' +
  '环卫 生态 节能 水务 水利 供水 自来水 供热 热力 燃气 天然气 石油 石化 油田 油气 煤炭 煤业 煤矿 矿业 矿产 黄金 稀土 有色 金属 铝业 铜业 ' +
  '锌业 钛业 钨业 钢铁 钢结构 特钢 特种 不锈钢 铸造 锻造 冶金 合金 炭素 水泥 混凝土 玻璃 陶瓷 瓷业 物流 运输 客运 货运 交通 公路 高速 高速公路 铁路 港口 港务 ' +
  '航运 海运 航空 机场 航天 船舶 造船 重工 工业 制造 银行 证券 期货 保险 人寿 财险 财产 基金 信托 租赁 担保 典当 小额贷款 资产 资本 金融 财务 ' +
  '支付 通信 通讯 电信 移动 联通 卫星 微电子 半导体 集成电路 芯片 光电 光学 光通信 光纤 激光 显示 液晶 照明 精密 精工 模具 五金 工具 轴承 阀门 ' +
  '泵业 锅炉 仪器 仪表 测控 检测 计量 智能 智造 自动化 机器人 数控 控制 数字 数据 大数据 云计算 互联网 物联网 人工智能 系统 集成 系统集成 计算机 ' +
  '计算 在线 电商 电子商务 商务 供应链 进出口 国际 全球 环球 产业 企业 商业 百货 超市 零售 连锁 购物 商场 商城 市场 医疗 医疗器械 器械 医院 ' +
  '健康 养老 教育 培训 学校 人力资源 劳务 家政 保安 纺织 棉纺 毛纺 丝绸 针织 印染 服装 服饰 制衣 皮革 鞋业 家具 家居 家电 家纺 厨具 卫浴 洁具 装饰 ' +
  '装修 装潢 装饰工程 设计 规划 勘察 勘测 测绘 监理 路桥 市政 隧道 地铁 轨道 轨道交通 安装 包装 纸业 造纸 塑料 塑胶 塑业 橡胶 树脂 涂料 油漆 印刷包装 玩具 珠宝 ' +
  '钟表 化妆品 日用品 用品 制品 产品 器材 物资 物产 储运 仓储 冷链 快递 速递 邮政 烟草 盐业 糖业 国有资产 经营 运营 研究 研究院 研究所 设计院 ' +
  '创业 创新 孵化 城市 城建 城投 交投 国投 旅投 安防 安全 消防 防务 军工 视频 音响 乐器 体育 会展 展览 拍卖 评估 会计 税务 律师 知识产权 商标 专利 ' +
  '供销 合作 总厂 公司 股份 联合 综合 事业 中心 终端 销售 营销 代理 加工 维修 修理 生产 科研 高科 高新 高新技术 数码 多媒体 平台 ' +
  '经济 木业 科贸 制冷 资源 融资 空调 电梯 房屋 药房 彩印 线缆 热电 电脑 防水 钢管 园艺 水业 防腐 焊接 艺术 生化 液压 门窗 橡塑 气体 供电 管道 清洁 眼镜 ' +
  '岩土 农化 公共 设施 基础 制作 土地 管业 自控 配件 成套 精细 电工 起重 饮食 密封 农机 策划 幕墙 劳保 香料 广场 资讯 休闲 货物 快运 船务 商店 住宅 油脂 ' +
  '开关 净化 燃料 容器 排水 石材 压缩 农场 水产 摄影 图书 热能 涂装 微波 厨房 酒楼 纸品 农药 门业 电讯 机车 驾驶 土木 家私 养殖 钢构 果业 温泉 变电 真空 ' +
  '品牌 互动 碳素 矿山 音像 型材 暖通 卫生 耐火 影业 灯饰 餐厅 木器 木材 药物 石业 汽修 汽贸 驾校 旅业 保健 电动 工控 化肥 织造 保温 农副 农贸 沥青 电影 ' +
  '公用 公用事业 农垦 邮电 铁道 轻工 供销社 日用杂品 会议 集装箱 压缩机 机器 齿轮 工商 邮政 乐园 剧院 电视 广电 报业 日报 期刊 物探 勘探 钻井 采油'
).split(' ');

/** Too short or too common as a part of trade names to end one. */
const words = new Set(WORDS.filter((word) => word.length > 1));
const LONGEST = Math.max(...WORDS.map((word) => word.length));

export const isBusinessWord = (text: string): boolean => words.has(text);

/** The longest business word that begins at this place, empty when there is none. */
export function businessWordAt(text: string, at: number): string {
  for (let length = Math.min(LONGEST, text.length - at); length >= 2; length--) {
    const word = text.slice(at, at + length);
    if (words.has(word)) return word;
  }
  return '';
}

/** A text as words: business words where they stand, the runs of characters between them, Latin apart from Chinese. */
export function wordsOf(text: string): string[] {
  const found: string[] = [];
  let run = '';
  const close = () => {
    if (run !== '') found.push(...(run.match(/[\x21-\x7e]+|[^\x21-\x7e]+/g) ?? []));
    run = '';
  };
  for (let at = 0; at < text.length;) {
    const word = businessWordAt(text, at);
    if (word === '') run += text[at++];
    else {
      close();
      found.push(word);
      at += word.length;
    }
  }
  close();
  return found;
}

/** True when nothing in it tells one company from another. */
export const isGeneric = (text: string): boolean => wordsOf(text).every((word) => words.has(word) || /^[总分厂店部]$/.test(word));
