/** Names of arXiv categories that daily papers come from (arxiv.org/category_taxonomy). Others are shown by code alone. */
export const CATEGORY_NAMES: Record<string, string> = {
  'cs.AI': 'Artificial Intelligence', 'cs.CL': 'Computation and Language', 'cs.CR': 'Cryptography and Security', 'cs.CV': 'Computer Vision and Pattern Recognition',
  'cs.CY': 'Computers and Society', 'cs.DB': 'Databases', 'cs.DC': 'Distributed and Parallel Computing', 'cs.DS': 'Data Structures and Algorithms',
  'cs.GR': 'Graphics', 'cs.GT': 'Computer Science and Game Theory', 'cs.HC': 'Human-Computer Interaction', 'cs.IR': 'Information Retrieval', 'cs.IT': 'Information Theory',
  'cs.LG': 'Machine Learning', 'cs.MA': 'Multiagent Systems', 'cs.MM': 'Multimedia', 'cs.NE': 'Neural and Evolutionary Computing', 'cs.PL': 'Programming Languages',
  'cs.RO': 'Robotics', 'cs.SD': 'Sound', 'cs.SE': 'Software Engineering', 'cs.SI': 'Social and Information Networks', 'eess.AS': 'Audio and Speech Processing',
  'eess.IV': 'Image and Video Processing', 'eess.SP': 'Signal Processing', 'eess.SY': 'Systems and Control', 'math.OC': 'Optimization and Control', 'math.ST': 'Statistics Theory',
  'cond-mat.dis-nn': 'Disordered Systems and Neural Networks', 'cond-mat.stat-mech': 'Statistical Mechanics', 'physics.comp-ph': 'Computational Physics', 'physics.data-an': 'Data Analysis, Statistics and Probability',
  'q-bio.NC': 'Neurons and Cognition', 'q-bio.QM': 'Quantitative Methods', 'quant-ph': 'Quantum Physics', 'stat.AP': 'Applications', 'stat.CO': 'Computation', 'stat.ME': 'Methodology', 'stat.ML': 'Machine Learning (statistics)',
  'econ.EM': 'Econometrics', 'q-fin.ST': 'Statistical Finance', cs: 'Computer Science', stat: 'Statistics', eess: 'Electrical Engineering and Systems Science', math: 'Mathematics', physics: 'Physics', econ: 'Economics', 'q-bio': 'Quantitative Biology', 'q-fin': 'Quantitative Finance', 'cond-mat': 'Condensed Matter',
}
