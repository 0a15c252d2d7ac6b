//! Writes the benchmark's corpus: pages of Chinese Markdown with YAML front matter, the same ones for the same numbers.
//!
//! ```text
//! cargo run --example bench-corpus -- PAGES FOLDER [--seed SEED] [--hugo]
//! ```
//!
//! Each page has 3 to 6 KB: headings, paragraphs with bold leads, lists, a link to another page, in half of them a table, in
//! some a footnote, an image or highlighted code. Words come from `corpus/words.txt`, the frequent ones first, as in real
//! texts. A page depends on the seed and its number alone, apart from the target of its link. `--hugo` writes the same pages
//! in the form that the counterpart site `tests/bench/hugo` reads.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Folder and kind of each section.
const SECTIONS: [(&str, &str); 3] =
    [("branches", "试点支部"), ("experiences", "典型经验"), ("showcase", "展示条目")];
const LEVELS: [&str; 10] = ["省级", "市级", "市级", "市级", "基层", "基层", "基层", "基层", "基层", "基层"];
const CITIES: &str =
    "临江 青石 云岭 南湖 平川 东港 西岭 北辰 玉泉 金沙 白鹭 长汀 清河 安宁 永昌 丰泽 海沧 龙泉 宝山 明溪";
const OFFICES: &str = "供电公司 人民医院 职业学院 水务集团 公交公司 农业农村局";
const TAGS: &str = "基层治理 志愿服务 教育培训 安全生产 科技创新 乡村振兴 绿色低碳 数字化转型 优质服务 人才培养 文化建设 结对共建 \
    民生实事 应急保障 质量提升 精益管理 技能竞赛 理论学习 便民服务 社区共建 电网建设 防汛抗旱 校企合作 产教融合 节能降耗 \
    环境整治 网格管理 品牌创建 调查研究 营商环境 项目攻坚 成果转化 师带徒 班组建设 民主管理 媒体融合 档案管理 信息公开 \
    合规经营 风险防控 审计监督 物资保障 服务窗口 一网通办 流程再造 标准化 示范引领 组织生活 典型选树 青年突击队";
const HEADINGS: &str = "背景与基础 主要做法 工作成效 组织领导 存在的问题 经验启示 下一步打算 机制保障 队伍建设 服务群众 创新举措 典型案例 推广价值 群众评价";
const LEADS: &str = "一是明确目标 二是压实责任 三是创新方式 四是健全机制 坚持问题导向 注重分类指导 突出示范带动 加强督促检查 推动资源下沉 抓好宣传推广";
const UNITS: [&str; 5] = ["人次", "项", "个", "万元", "场"];
/// Code by language; `{name}`, `{year}` and `{n}` are filled in.
const CODE: [(&str, &str); 5] = [
    (
        "json",
        "{\n  \"单位\": \"{name}\",\n  \"年度\": {year},\n  \"指标\": [{n}, {n}, {n}],\n  \"完成\": true\n}",
    ),
    (
        "yaml",
        "单位: {name}\n年度: {year}\n任务:\n  - 数量: {n}\n    状态: 完成\n  - 数量: {n}\n  - 数量: {n}",
    ),
    (
        "python",
        "# {name}\nyear = {year}\nvalues = [{n}, {n}, {n}]\n\ndef total(xs):\n    return sum(x for x in xs if x > 0)\n\nprint(year, total(values))",
    ),
    (
        "sql",
        "-- {name}\nSELECT org, COUNT(*) AS n\nFROM activity\nWHERE year = {year} AND score > {n}\nGROUP BY org HAVING n > {n}\nORDER BY n DESC LIMIT {n};",
    ),
    (
        "bash",
        "# {name}\nset -eu\nYEAR={year}\nfor i in $(seq 1 {n}); do\n  echo \"$YEAR-$i\" | tee -a out.txt\ndone\ntest {n} -gt {n} && echo ok",
    ),
];
const IMAGES: u64 = 20;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = env::args().skip(1);
    let (Some(pages), Some(folder)) = (args.next(), args.next()) else {
        return Err("usage: bench-corpus PAGES FOLDER [--seed SEED] [--hugo]".into());
    };
    let mut corpus = Corpus { pages: pages.parse()?, seed: 1, hugo: false };
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--seed" => corpus.seed = args.next().ok_or("--seed needs a number")?.parse()?,
            "--hugo" => corpus.hugo = true,
            other => return Err(format!("unknown argument {other}").into()),
        }
    }
    corpus.write(&PathBuf::from(folder))
}

/// Which corpus to write.
struct Corpus {
    pages: u64,
    seed: u64,
    hugo: bool,
}

impl Corpus {
    fn write(&self, folder: &Path) -> Result<(), Box<dyn Error>> {
        let content = if self.hugo { folder.join("content") } else { folder.to_owned() };
        let index = |title: &str| format!("---\ntitle: \"{title}\"\n---\n");
        for (section, kind) in SECTIONS {
            fs::create_dir_all(content.join(section))?;
            fs::write(content.join(section).join("_index.md"), index(kind))?;
        }
        fs::write(content.join("_index.md"), index("首页"))?;
        for number in 0..self.pages {
            let (section, kind) = self.section(number);
            let mut draft =
                Draft { random: Random::new(self.seed, number + 1), corpus: self, text: String::new() };
            draft.page(kind);
            fs::write(content.join(section).join(format!("p{number:06}.md")), draft.text)?;
        }
        let images = folder.join("static/img");
        fs::create_dir_all(&images)?;
        for number in 0..IMAGES {
            fs::write(images.join(format!("i{number:02}.png")), picture(number as u8))?;
        }
        Ok(())
    }

    /// Returns the section of a page, so that other pages can link to it.
    fn section(&self, number: u64) -> (&'static str, &'static str) {
        *Random::new(!self.seed, number).pick(&SECTIONS)
    }
}

/// A page being written.
struct Draft<'c> {
    random: Random,
    corpus: &'c Corpus,
    text: String,
}

impl Draft<'_> {
    fn page(&mut self, kind: &str) {
        let name = format!("{}{}", self.random.word(CITIES), self.random.word(OFFICES));
        let year = 2016 + self.random.below(10);
        self.front_matter(kind, &name, year);
        let end = self.text.len() + 3000 + self.random.below(3000) as usize;
        let mut rest = Extras::choose(&mut self.random, &name, year);
        self.sentences(2);
        let headings: Vec<&str> = HEADINGS.split_whitespace().collect();
        let first = self.random.below(headings.len() as u64) as usize;
        for number in 0.. {
            if self.text.len() > end {
                break;
            }
            self.part(headings[(first + number) % headings.len()], number == 0, &mut rest);
        }
    }

    fn front_matter(&mut self, kind: &str, name: &str, year: u64) {
        let title = format!("{name}：{}", self.words(4));
        let (month, day) = (1 + self.random.below(12), 1 + self.random.below(28));
        let first = self.random.word(TAGS);
        let mut tags = vec![first];
        for _ in 0..1 + self.random.below(3) {
            let tag = self.random.word(TAGS);
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        let level = *self.random.pick(&LEVELS);
        let summary = self.sentence();
        let tags = tags.join("\", \"");
        let hugo = self.corpus.hugo;
        let (summary_key, kind_key) = if hugo { ("description", "kindname") } else { ("summary", "kind") };
        // Hugo wants the terms of every taxonomy as texts in a list.
        let term = |value: &str| if hugo { format!("[\"{value}\"]") } else { format!("\"{value}\"") };
        let year_term = if hugo { term(&year.to_string()) } else { year.to_string() };
        self.text = format!(
            "---\ntitle: \"{title}\"\ndate: {year}-{month:02}-{day:02}\n{summary_key}: \"{summary}\"\n\
             tags: [\"{tags}\"]\n{kind_key}: \"{kind}\"\nyear: {year_term}\nlevel: {}\norganisation: {}\n---\n\n",
            term(level),
            term(name),
        );
    }

    /// Writes a heading and what stands under it.
    fn part(&mut self, heading: &str, first: bool, rest: &mut Extras) {
        self.line(&format!("## {heading}"));
        if self.random.chance(6) {
            let lead = self.random.word(LEADS);
            self.text.push_str(&format!("**{lead}。**"));
        }
        let sentences = 2 + self.random.below(3);
        self.sentences(sentences);
        if let Some(note) = rest.note.take() {
            self.text.truncate(self.text.trim_end().len());
            self.line("[^1]");
            self.line(&note);
        }
        if first {
            self.link();
        }
        if self.random.chance(4) {
            let lead = self.random.word(LEADS);
            self.line(&format!("### {lead}"));
            self.sentences(3);
        }
        if self.random.chance(5) {
            self.list();
        }
        for block in [rest.table.take(), rest.image.take(), rest.code.take()].into_iter().flatten() {
            self.line(&block);
        }
    }

    /// Writes a paragraph with a link to another page.
    fn link(&mut self) {
        let target = self.random.below(self.corpus.pages);
        let section = self.corpus.section(target).0;
        let address = if self.corpus.hugo {
            format!("{{{{< relref \"/{section}/p{target:06}.md\" >}}}}")
        } else {
            format!("../{section}/p{target:06}.md")
        };
        let (text, sentence) = (self.words(3), self.sentence());
        self.line(&format!("相关做法可参见[{text}]({address})，{sentence}"));
    }

    fn list(&mut self) {
        let numbered = self.random.chance(5);
        let mut list = String::new();
        for number in 1..=3 + self.random.below(3) {
            let mark = if numbered { format!("{number}.") } else { "-".into() };
            let _ = writeln!(list, "{mark} **{}**：{}", self.words(2), self.sentence());
        }
        self.line(list.trim_end());
    }

    fn sentences(&mut self, count: u64) {
        let text: String = (0..count).map(|_| self.sentence()).collect();
        self.line(&text);
    }

    fn sentence(&mut self) -> String {
        self.random.sentence()
    }

    fn words(&mut self, count: u64) -> String {
        self.random.words(count)
    }

    /// Writes a block.
    fn line(&mut self, block: &str) {
        self.text.push_str(block);
        self.text.push_str("\n\n");
    }
}

/// Blocks that a page has at most once.
struct Extras {
    table: Option<String>,
    image: Option<String>,
    code: Option<String>,
    note: Option<String>,
}

impl Extras {
    fn choose(random: &mut Random, name: &str, year: u64) -> Self {
        Self {
            table: random.chance(5).then(|| table(random)),
            image: random
                .chance(3)
                .then(|| format!("![{}](/img/i{:02}.png)", random.words(2), random.below(IMAGES))),
            code: random.chance(1).then(|| code(random, name, year)),
            note: random.chance(2).then(|| format!("[^1]: {}", random.sentence())),
        }
    }
}

fn table(random: &mut Random) -> String {
    let mut table = String::from("| 序号 | 项目 | 数量 | 完成情况 |\n| --- | --- | ---: | :---: |");
    for row in 1..=4 + random.below(4) {
        let (item, count, done) =
            (random.words(3), 1 + random.below(500), random.pick(&["已完成", "推进中"]));
        let _ = write!(table, "\n| {row} | {item} | {count} | {done} |");
    }
    table
}

fn code(random: &mut Random, name: &str, year: u64) -> String {
    let (language, template) = *random.pick(&CODE);
    let mut code = template.replace("{name}", name).replace("{year}", &year.to_string());
    while code.contains("{n}") {
        code = code.replacen("{n}", &(1 + random.below(99)).to_string(), 1);
    }
    format!("```{language}\n{code}\n```")
}

/// A small generator of numbers (splitmix64): the same numbers on every machine.
struct Random(u64);

impl Random {
    fn new(seed: u64, number: u64) -> Self {
        let mut random =
            Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ number.wrapping_mul(0xd134_2543_de82_ef95));
        random.next();
        random
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    /// Tells yes in so many tenths of all cases.
    fn chance(&mut self, tenths: u64) -> bool {
        self.below(10) < tenths
    }

    fn pick<'t, T>(&mut self, choices: &'t [T]) -> &'t T {
        &choices[self.below(choices.len() as u64) as usize]
    }

    /// Returns one of the words of a list, each as likely as the others.
    fn word<'t>(&mut self, list: &'t str) -> &'t str {
        let words: Vec<&str> = list.split_whitespace().collect();
        words[self.below(words.len() as u64) as usize]
    }

    /// Returns words run together. Those at the start of the list are the frequent ones.
    fn words(&mut self, count: u64) -> String {
        let words = WORDS.get_or_init(|| include_str!("corpus/words.txt").split_whitespace().collect());
        let word = |random: &mut Self| {
            // The product of two even numbers falls off as word frequencies do, roughly.
            let (one, two) = (random.below(1 << 20), random.below(1 << 20));
            words[((one * two * words.len() as u64) >> 40) as usize]
        };
        (0..count).map(|_| word(self)).collect()
    }

    fn sentence(&mut self) -> String {
        let mut sentence = String::new();
        for number in 0..2 + self.below(3) {
            if number > 0 {
                sentence.push('，');
            }
            let words = 3 + self.below(6);
            sentence.push_str(&self.words(words));
            if self.below(16) == 0 {
                let _ = write!(sentence, "{}{}", 2 + self.below(978), self.pick(&UNITS));
            }
        }
        sentence.push(*self.pick(&['。', '。', '。', '。', '；', '！']));
        sentence
    }
}

/// The words, split once.
static WORDS: std::sync::OnceLock<Vec<&str>> = std::sync::OnceLock::new();

/// Returns a PNG picture of 160 × 90 points in one colour, its data stored without compression.
fn picture(number: u8) -> Vec<u8> {
    let (width, height) = (160u32, 90u32);
    let row = 1 + width as usize;
    let mut data = vec![0x78, 0x01, 0x01];
    let length = (row * height as usize) as u16;
    data.extend(length.to_le_bytes());
    data.extend((!length).to_le_bytes());
    let pixels: Vec<u8> =
        (0..usize::from(length)).map(|at| if at % row == 0 { 0 } else { number * 12 }).collect();
    data.extend(&pixels);
    data.extend(adler(&pixels).to_be_bytes());
    let mut head = [width.to_be_bytes(), height.to_be_bytes()].concat();
    head.extend([8, 0, 0, 0, 0]);
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    for (name, data) in [(b"IHDR", head), (b"IDAT", data), (b"IEND", Vec::new())] {
        file.extend((data.len() as u32).to_be_bytes());
        let tagged = [&name[..], &data].concat();
        file.extend(&tagged);
        file.extend(crc(&tagged).to_be_bytes());
    }
    file
}

/// Returns the checksum of a PNG chunk.
fn crc(bytes: &[u8]) -> u32 {
    let step = |sum: u32, byte: &u8| {
        (0..8).fold(
            sum ^ u32::from(*byte),
            |sum, _| if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 },
        )
    };
    !bytes.iter().fold(!0, step)
}

/// Returns the checksum at the end of zlib data.
fn adler(bytes: &[u8]) -> u32 {
    let (low, high) = bytes.iter().fold((1u32, 0u32), |(low, high), byte| {
        let low = (low + u32::from(*byte)) % 65_521;
        (low, (high + low) % 65_521)
    });
    high << 16 | low
}
