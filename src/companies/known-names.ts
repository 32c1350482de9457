/**
 * Trade names that everybody knows, with their names in Latin letters: public facts, written down by hand. They tell that a
 * trade name is distinctive, and what it is called abroad.
 */
const KNOWN = `
华为 huawei; 腾讯 tencent; 阿里巴巴 alibaba; 百度 baidu; 京东 jd jingdong; 美团 meituan; 字节跳动 bytedance; 抖音 douyin; 小米 xiaomi; 网易 netease;
滴滴 didi; 拼多多 pinduoduo pdd; 哔哩哔哩 bilibili; 快手 kuaishou; 携程 ctrip trip.com; 新浪 sina; 搜狐 sohu; 蚂蚁 antgroup ant; 大疆 dji; 联想 lenovo; 中兴 zte;
宁德时代 catl contemporaryamperex contemporaryamperextechnology; 比亚迪 byd; 蔚来 nio; 理想汽车 liauto; 小鹏 xpeng; 吉利 geely; 长城汽车 greatwall; 奇瑞 chery; 长安汽车 changan; 东风汽车 dongfeng; 一汽 faw;
上汽 saic; 上海汽车 saic; 北京汽车 baic; 广州汽车 gac; 北汽 baic; 广汽 gac; 江淮 jac; 福田 foton; 宇通 yutong; 潍柴 weichai; 三一 sany; 中联重科 zoomlion; 徐工 xcmg; 柳工 liugong; 海尔 haier; 美的 midea;
格力 gree; 海信 hisense; 长虹 changhong; 创维 skyworth; 康佳 konka; 苏宁 suning; 国美 gome; 万科 vanke; 恒大 evergrande; 碧桂园 countrygarden; 保利 poly;
龙湖 longfor; 融创 sunac; 华润 crc chinaresources; 招商局 chinamerchants; 招商银行 cmb chinamerchantsbank; 中信 citic; 光大 everbright; 平安 pingan; 泰康 taikang;
太平洋保险 cpic; 新华保险 newchinalife; 中国人寿 chinalife; 人保 picc; 中石化 sinopec; 中国石油化工 sinopec; 中石油 cnpc petrochina;
中国石油天然气 cnpc petrochina chinanationalpetroleum; 中海油 cnooc; 中国海洋石油 cnooc chinanationaloffshoreoil; 中化 sinochem; 国家电网 sgcc stategrid;
南方电网 csg chinasouthernpowergrid; 中国移动 chinamobile cmcc; 中国电信 chinatelecom; 中国联通 chinaunicom; 中国联合网络通信 chinaunicom; 中国铁塔 chinatower;
中国建筑 cscec chinastateconstructionengineering; 中国中铁 crec chinarailwayengineering; 中国铁建 crcc chinarailwayconstruction;
中国交通建设 cccc chinacommunicationsconstruction; 中国电力建设 powerchina; 中国能源建设 energychina; 中国中车 crrc; 中车 crrc; 中国工商银行 icbc industrialcommercialbankofchina;
中国建设银行 ccb chinaconstructionbank; 中国农业银行 abc agriculturalbankofchina; 中国银行 boc bankofchina; 交通银行 bocom bankofcommunications; 兴业银行 cib industrialbank;
浦发银行 spdb; 民生银行 cmbc chinaminshengbanking; 国家开发银行 cdb; 中粮 cofco; 五矿 minmetals; 宝钢 baosteel; 宝武 baowu; 鞍钢 ansteel; 首钢 shougang; 河钢 hbis;
沙钢 shagang; 中铝 chalco chinalco; 紫金矿业 zijin; 江西铜业 jiangxicopper; 洛阳钼业 cmoc; 赣锋 ganfeng; 天齐 tianqi; 隆基 longi; 通威 tongwei; 晶科 jinko; 天合 trina;
阳光电源 sungrow; 金风 goldwind; 明阳智能 mingyang; 远景 envision; 亿纬 eve; 国轩 gotion; 欣旺达 sunwoda; 中创新航 calb; 蜂巢能源 svolt; 京东方 boe; 华星光电 csot;
天马微电子 tianma; 维信诺 visionox; 和辉光电 everdisplay; 惠科 hkc; 中芯国际 smic; 华虹 huahong; 长江存储 ymtc; 长鑫 cxmt; 紫光 unigroup; 展锐 unisoc; 海思 hisilicon;
寒武纪 cambricon; 地平线 horizonrobotics; 海光 hygon; 龙芯 loongson; 北方华创 naura; 中微公司 amec; 韦尔 willsemi; 兆易创新 gigadevice; 汇顶 goodix; 立讯精密 luxshare;
歌尔 goertek; 蓝思 lens; 欧菲光 ofilm; 舜宇 sunny; 闻泰 wingtech; 传音 transsion; 海康威视 hikvision; 大华 dahua; 科大讯飞 iflytek; 商汤 sensetime; 旷视 megvii;
云从 cloudwalk; 依图 yitu; 第四范式 4paradigm fourthparadigm; 用友 yonyou; 金蝶 kingdee; 金山 kingsoft; 浪潮 inspur; 曙光 sugon; 新华三 h3c; 深信服 sangfor; 奇安信 qianxin;
奇虎 qihoo; 三六零 qihoo360; 东软 neusoft; 药明; 药明康德 wuxiapptec; 药明生物 wuxibiologics; 恒瑞 hengrui; 百济神州 beigene; 信达生物 innovent; 君实 junshi; 迈瑞 mindray; 联影 unitedimaging;
复星 fosun; 国药 sinopharm; 中国医药 sinopharm; 石药 cspc; 科伦 kelun; 同仁堂 tongrentang; 云南白药 yunnanbaiyao; 片仔癀 pientzehuang; 华大 bgi; 科兴 sinovac; 康希诺 cansino;
智飞 zhifei; 贵州茅台 kweichowmoutai moutai; 茅台 moutai; 五粮液 wuliangye; 泸州老窖 luzhoulaojiao; 洋河 yanghe; 青岛啤酒 tsingtao; 伊利 yili; 蒙牛 mengniu; 娃哈哈 wahaha;
农夫山泉 nongfuspring nongfu; 海天 haitian; 双汇 shuanghui; 新希望 newhope; 牧原 muyuan; 温氏 wens; 海大 haid; 顺丰 sf sfexpress; 圆通 yto; 中通 zto; 申通 sto; 韵达 yunda;
菜鸟 cainiao; 中远海运 cosco; 中国远洋 cosco; 中国国际航空 airchina; 国航 airchina; 中国东方航空 chinaeastern chinaeasternairlines; 中国南方航空 chinasouthern chinasouthernairlines; 海南航空 hna hainanairlines;
四川航空 sichuanairlines; 万达 wanda; 安踏 anta; 李宁 lining; 申洲 shenzhou; 恒力 hengli; 荣盛 rongsheng; 恒逸 hengyi; 万华 wanhua; 福耀 fuyao; 玲珑 linglong; 中策 zhongce; 三花 sanhua;
拓普 tuopu; 汇川 inovance; 埃斯顿 estun; 大族 hans; 先导 lead; 宁波银行 ningbobank; 北京银行 bankofbeijing; 中航 avic; 中国航空工业 avic; 中国商飞 comac; 中国商用飞机 comac; 航天科技 casc; 航天科工 casic;
中核 cnnc; 中国核工业 cnnc; 中广核 cgn; 华能 huaneng; 大唐 datang; 华电 huadian; 三峡 threegorges ctg; 国家电力投资 spic; 国家能源 chnenergy; 神华 shenhua; 中煤 chinacoal; 中国船舶 cssc; 兵器工业 norinco; 兵器装备 csgc;
中国电子科技 cetc; 中电科 cetc; 中国电子信息 cec; 中国通用 genertec; 国机 sinomach; 东方电气 dongfangelectric; 上海电气 shanghaielectric; 哈尔滨电气 harbinelectric; 特变电工 tbea; 正泰 chint; 德力西 delixi; 泡泡玛特 popmart; 海底捞 haidilao; 希音 shein;
瑞幸 luckin; 喜茶 heytea; 蜜雪冰城 mixue; 极米 xgimi; 新潮传媒 xinchaomedia; 医联 medlinker; 三星 samsung; 索尼 sony; 松下 panasonic; 东芝 toshiba; 日立 hitachi; 丰田 toyota; 本田 honda; 日产 nissan; 马自达 mazda;
三菱 mitsubishi; 三井 mitsui; 住友 sumitomo; 丸红 marubeni; 伊藤忠 itochu; 佳能 canon; 尼康 nikon; 富士康 foxconn; 鸿海 honhai; 台积电 tsmc; 台湾积体电路 tsmc taiwansemiconductor; 联发科 mediatek; 联华电子 umc; 日月光 ase; 仁宝 compal; 纬创 wistron; 广达 quanta; 和硕 pegatron;
宏碁 acer; 华硕 asus; 海力士 hynix skhynix; 乐金 lg; 现代汽车 hyundai; 起亚 kia; 浦项 posco; 乐天 lotte; 信越 shinetsu; 村田 murata; 京瓷 kyocera; 电装 denso; 爱信 aisin; 普利司通 bridgestone; 大金 daikin; 发那科 fanuc; 安川 yaskawa; 基恩士 keyence;
西门子 siemens; 博世 bosch; 大众 volkswagen vw; 宝马 bmw; 戴姆勒 daimler; 奔驰 mercedesbenz benz; 奥迪 audi; 巴斯夫 basf; 拜耳 bayer; 默克 merck; 蒂森克虏伯 thyssenkrupp; 大陆 continental; 采埃孚 zf; 英飞凌 infineon; 思爱普 sap; 汉高 henkel; 安联 allianz; 库卡 kuka; 费斯托 festo;
空中客车 airbus; 施耐德 schneider schneiderelectric; 米其林 michelin; 欧莱雅 loreal; 赛诺菲 sanofi; 道达尔 total totalenergies; 阿尔斯通 alstom; 圣戈班 saintgobain; 法雷奥 valeo; 家乐福 carrefour; 液化空气 airliquide; 雀巢 nestle; 诺华 novartis; 罗氏 roche; 龙沙 lonza; 先正达 syngenta;
迅达 schindler; 阿斯利康 astrazeneca; 葛兰素史克 gsk glaxosmithkline; 联合利华 unilever; 壳牌 shell; 英国石油 bp; 汇丰 hsbc; 渣打 standardchartered; 飞利浦 philips; 阿斯麦 asml; 恩智浦 nxp; 爱立信 ericsson; 沃尔沃 volvo; 宜家 ikea; 利乐 tetrapak; 诺基亚 nokia; 马士基 maersk;
诺和诺德 novonordisk; 维斯塔斯 vestas; 嘉士伯 carlsberg; 意法半导体 stmicroelectronics; 菲亚特 fiat; 倍耐力 pirelli; 苹果 apple; 微软 microsoft; 谷歌 google; 亚马逊 amazon; 英特尔 intel; 高通 qualcomm; 英伟达 nvidia; 超威 amd; 德州仪器 ti texasinstruments; 美光 micron; 甲骨文 oracle;
国际商业机器 ibm internationalbusinessmachines; 思科 cisco; 戴尔 dell; 惠普 hp hewlettpackard; 特斯拉 tesla; 通用汽车 gm generalmotors; 福特 ford; 通用电气 ge generalelectric; 波音 boeing; 霍尼韦尔 honeywell; 卡特彼勒 caterpillar; 艾默生 emerson; 应用材料 appliedmaterials;
泛林 lamresearch; 科磊 kla; 康宁 corning; 杜邦 dupont; 陶氏 dow; 埃克森美孚 exxonmobil; 强生 johnsonjohnson jnj; 辉瑞 pfizer; 默沙东 msd; 礼来 lilly elililly; 雅培 abbott; 美敦力 medtronic; 赛默飞 thermofisher; 丹纳赫 danaher; 宝洁 pg proctergamble; 可口可乐 cocacola;
百事 pepsi pepsico; 沃尔玛 walmart; 麦当劳 mcdonalds; 星巴克 starbucks; 耐克 nike; 迪士尼 disney; 花旗 citi citibank citigroup; 摩根大通 jpmorgan jpmorganchase; 高盛 goldmansachs; 摩根士丹利 morganstanley; 嘉吉 cargill; 联邦快递 fedex; 阿迪达斯 adidas; 沙特阿美 aramco saudiaramco;
沙特基础工业 sabic; 塔塔 tata; 淡水河谷 vale; 必和必拓 bhp; 力拓 riotinto; 新加坡国际港务 psa; 凯德 capitaland; 淡马锡 temasek; 正大 cp charoenpokphand; 丰益 wilmar; 嘉里 kerry; 长江实业 ckh ckasset; 和记黄埔 hutchison; 新鸿基 shk sunhungkai; 九龙仓 wharf; 太古 swire; 怡和 jardine; 国泰航空 cathaypacific;
中软 chinasoft; 万向 wanxiang; 均胜 joyson; 三安 sanan; 中航光电 jonhon; 科沃斯 ecovacs; 石头科技 roborock; 九号 segwayninebot; 优必选 ubtech; 宇树 unitree; 新松 siasun; 微众银行 webank; 陆金所 lufax; 贝壳 ke beike; 知乎 zhihu; 微博 weibo; 爱奇艺 iqiyi; 优酷 youku; 小红书 xiaohongshu; 猿辅导 yuanfudao; 作业帮 zuoyebang; 新东方 neworiental; 好未来 tal;
万洲国际 whgroup; 魏桥 weiqiao; 桐昆 tongkun; 传化 transfar; 雅戈尔 youngor; 波司登 bosideng; 老板电器 robam; 方太 fotile; 九阳 joyoung; 苏泊尔 supor; 公牛 bull; 欧派 oppein; 索菲亚 sogal; 顾家 kuka-home; 东方雨虹 yuhong; 海螺 conch; 金隅 bbmg; 亨通 hengtong; 中天科技 ztt; 长飞 yofc; 烽火 fiberhome; 迈为 maxwell; 捷佳伟创 sc-solar`;

const pairs = KNOWN.split(';').map((entry) => entry.trim().split(/\s+/));

/** Chinese names by their name in Latin letters. */
const chineseOf = Map.groupBy(
  pairs.flatMap(([chinese = '', ...latin]) => latin.map((word) => [word.replace(/[^a-z0-9]/g, ''), chinese] as const)),
  ([latin]) => latin,
);
/** Names of single words that stand for much else too: they are known by their Latin name, never as a beginning. */
const AMBIGUOUS = new Set([
  '大陆',
  '先导',
  '理想汽车',
  '大众',
  '百事',
  '地平线',
  '贝壳',
  '公牛',
  '苹果',
  '索菲亚',
  '三峡',
  '海天',
  '大华',
  '金山',
  '曙光',
  '国际商业机器',
  '太古',
  '大唐',
  '远景',
  '三星',
  '平安',
  '保利',
  '万达',
  '三菱',
  '现代汽车',
  '中通',
  '华大',
  '海大',
  '蚂蚁',
  '东方电气',
]);
const known = new Set(pairs.map(([chinese = '']) => chinese));
const LONGEST = Math.max(...[...known].map((name) => name.length));

export const isKnown = (name: string): boolean => known.has(name);

/** What a name in Latin letters (folded, joined) is called in Chinese. */
export const chineseNamesOf = (latin: string): string[] => (chineseOf.get(latin) ?? []).map(([, chinese]) => chinese);

/** The longest well-known name that a text begins with and that stands for one group alone. */
export function knownStartOf(text: string): string | null {
  for (let length = Math.min(LONGEST, text.length); length >= 2; length--) {
    const start = text.slice(0, length);
    if (known.has(start) && !AMBIGUOUS.has(start)) return start;
  }
  return null;
}

/** Characters of good omen: a name of two of them (宏达, 鑫源) is borne by hundreds of companies that know nothing of each other. */
const OMEN = new Set(
  '宏达鑫瑞丰恒泰华润安康永盛兴旺发顺利和源隆昌荣富贵祥吉福金银宝龙凤鹏飞腾翔天地海洋江河山川东西南北中大小新世纪创远博通力诚信德仁义美好佳成嘉嘉亿万千百益亨裕茂林森木火水光明辉煌星辰日月云风雷电精英杰豪雄伟强胜凯旋锦绣长春秋景程正方圆都市国民众联合共同友谊立志升高科智慧文华雅致优品尚品正元亚太欧环宇航城蜀巴蓉',
);
const COMMON = new Set(
  (
    '时代 新时代 新世纪 新纪元 大自然 大地 阳光 太阳 红旗 红星 五星 巨星 先锋 前锋 振华 振兴 太平 民生 人民 和平 天府 三峡 黄河 长江 珠江 岷江 嘉陵 扬子江 昆仑 华夏 ' +
    '神州 五洲 四海 四方 四通 八达 九鼎 九洲 九龙 三和 三友 三元 三维 四维 三江 三联 经纬 纵横 白沙 晨光 开元 蓝天 绿源 绿野 绿色 贝尔 汇源 汇金 华建 华鼎 华业 华威 ' +
    '华锐 华融 华峰 华阳 兴业 伟业 宏业 恒业 基业 启明 启明星 协和 同济 明珠 建华 金陵 金田 金阳 金马 金鹰 金花 金冠 金桥 金牛 玉龙 青龙 巨龙 龙潭 凤凰 彩虹 天一 天马 ' +
    '天工 天鸿 首创 首都 京城 国家 国际 现代 通用 农村 城乡 集体 拓展 聚源 永固 泛亚 万里 格林 远望 展望 滨江 向阳 乘风 鼎盛 希望 方舟 全兴 富邦 蓝盾 恒基 长征 康乐 广宇 ' +
    '凌云 申达 太极 浦东 双流 温江 龙泉 郫县 洛带 犀浦 朝阳 涪陵 松江 南汇 张江 外高桥 中关村 顺德 萧山 东方 西部 南方 北方 西南 东北 西北 华西 华东 华南 华北 华中 ' +
    '中南 第一 第二 第三 第四 第五 第六 第七 第八 第九 第十 亚洲 中原 江南 江北 长城 锦江 新华 中华 光华 泰山 华山 黄山 峨眉 武侯 青羊 金沙 浣花 蜀都 锦城 蓉城 天河 白云 西湖 太湖 渤海 东海 南海 黄海 珠峰 井冈山 延安 新天地 金龙 华光 东华 供销 科技 新都 新津 金堂 大邑 蒲江 青白江 花园 川西 桂湖 簇桥 蒙阳 苹果 三星 先导 大陆 地平线 贝壳 公牛 曙光 海天 大唐 金山 大众 太古 太平洋 海外 希望之 未来 世纪 环宇 先行 卓越 精诚 诚信 创新 创意 领航 智汇 汇智 云端 星空'
  ).split(' '),
);

/** Words of places, numbers and hopes that stand for nobody. */
export const isCommon = (trade: string): boolean => COMMON.has(trade);

/** True when a trade name alone tells one group from another. */
export function isDistinctive(trade: string): boolean {
  if (COMMON.has(trade) || trade.length < 2) return false;
  if (known.has(trade)) return true;
  if (/^[\x21-\x7e]+$/.test(trade)) return trade.length >= 3;
  return trade.length >= 3 || ![...trade].every((char) => OMEN.has(char));
}
