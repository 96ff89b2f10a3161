"""Tables as Word and Excel put them on the clipboard, written out as their HTML looks."""

WORD = """<html xmlns:v="urn:schemas-microsoft-com:vml"
xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word"
xmlns="http://www.w3.org/TR/REC-html40">
<head>
<meta http-equiv=Content-Type content="text/html; charset=utf-8">
<meta name=Generator content="Microsoft Word 15">
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style>
<!--
p.MsoNormal {margin:0cm; font-size:13.0pt; font-family:"Times New Roman",serif;}
-->
</style>
<!--[if gte mso 10]><style>table.MsoNormalTable {mso-style-name:"Table Normal";}</style><![endif]-->
</head>
<body lang=VI style='tab-interval:36.0pt'>
<!--StartFragment-->
<table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0
 style='border-collapse:collapse;border:none;mso-border-alt:solid windowtext .5pt'>
 <tr style='mso-yfti-irow:0;mso-yfti-firstrow:yes'>
  <td width=40 valign=top><p class=MsoNormal align=center><b>STT<o:p></o:p></b></p></td>
  <td width=60><p class=MsoNormal><b>Mục tiêu<o:p></o:p></b></p></td>
  <td width=200><p class=MsoNormal><b>Nhiệm vụ<o:p></o:p></b></p></td>
  <td width=90><p class=MsoNormal><b>Sản
  phẩm<o:p></o:p></b></p></td>
  <td width=90><p class=MsoNormal><b>Chủ trì<o:p></o:p></b></p></td>
  <td width=90><p class=MsoNormal><b>Thời gian<o:p></o:p></b></p></td>
 </tr>
 <tr style='mso-yfti-irow:1'>
  <td colspan=6><p class=MsoNormal><b><span
  lang=EN-US>I. CẢI CÁCH THỂ CHẾ<o:p></o:p></span></b></p></td>
 </tr>
 <tr style='mso-yfti-irow:2'>
  <td><p class=MsoNormal>1<o:p></o:p></p></td>
  <td rowspan=2 valign=top><p class=MsoNormal>Nâng cao chất lượng văn bản<o:p></o:p></p></td>
  <td><p class=MsoNormal>Rà soát văn bản <span style='mso-spacerun:yes'>&nbsp; </span>quy phạm<span
  style='display:none;mso-hide:all'>KHÔNG IN</span> pháp luật<o:p></o:p></p></td>
  <td><p class=MsoNormal>Báo cáo<o:p></o:p></p></td>
  <td rowspan=2><p class=MsoNormal>Văn phòng<del cite="mailto:a">&nbsp;cũ</del><o:p></o:p></p></td>
  <td><p class=MsoNormal>Quý III/2026<o:p></o:p></p></td>
 </tr>
 <tr style='mso-yfti-irow:3;mso-yfti-lastrow:yes'>
  <td><p class=MsoNormal>2<o:p></o:p></p></td>
  <td><p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
  style='mso-list:Ignore'>-<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;
  </span></span><![endif]>Kiểm tra văn bản<o:p></o:p></p>
  <p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
  style='mso-list:Ignore'>-<span>&nbsp;</span></span><![endif]>Xử lý văn bản<o:p></o:p></p></td>
  <td><p class=MsoNormal>- Kế hoạch<o:p></o:p></p><p class=MsoNormal>- Báo cáo<o:p></o:p></p></td>
  <td><p class=MsoNormal>Tháng 10/2026<o:p></o:p></p></td>
 </tr>
</table>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<!--EndFragment-->
</body>
</html>"""

EXCEL = """<html xmlns:x="urn:schemas-microsoft-com:office:excel">
<head><meta http-equiv=Content-Type content="text/html; charset=utf-8">
<meta name=ProgId content=Excel.Sheet>
<style>
<!--table {mso-displayed-decimal-separator:"\\,";}
.xl63 {white-space:normal;}
.xl64
	{font-weight:700;
	text-align:center;}
-->
</style></head>
<body link=blue vlink=purple>
<table border=0 cellpadding=0 cellspacing=0 width=640 style='border-collapse:collapse;width:480pt'>
<!--StartFragment-->
 <col width=64 span=6 style='width:48pt'>
 <tr height=20 style='height:15.0pt'>
  <td height=20 class=xl64 width=64>STT</td><td class=xl64>Nhiệm vụ</td><td class=xl64>Sản phẩm</td>
  <td class=xl64>Chủ trì</td><td class=xl64>Phối hợp</td><td class=xl64>Thời gian</td>
 </tr>
 <tr height=20 style='height:15.0pt'>
  <td height=20 class=xl64>I</td><td colspan=5 class=xl64>CẢI CÁCH THỂ CHẾ</td>
 </tr>
 <tr height=40 style='height:30.0pt'>
  <td height=40 align=right>1</td><td class=xl63>Ban hành<br>
    Kế hoạch</td><td>Kế hoạch</td><td rowspan=2>Văn phòng</td><td></td><td>Tháng 3/2026</td>
 </tr>
 <tr height=0 style='display:none'><td>9</td><td>Hàng ẩn</td><td></td><td></td><td></td></tr>
 <tr height=20 style='height:15.0pt'>
  <td height=20 align=right>2</td><td>Rà soát thủ tục</td><td>Báo cáo</td><td>Phòng Kinh tế</td>
  <td>Quý IV/2026</td>
 </tr>
<!--EndFragment-->
</table>
</body>
</html>"""

EXCEL_TEXT = (
    'STT\tNhiệm vụ\tSản phẩm\t"Đơn vị\r\nchủ trì"\tPhối hợp\tThời gian\r\n'
    '1\t"Ban hành ""Kế hoạch""\r\ncủa xã"\tKế hoạch\tVăn phòng\t\tTháng 3/2026\r\n'
    "2\t“Rà soát” thủ tục\tBáo cáo\tPhòng Kinh tế\t\tQuý IV/2026\r\n"
)
"""What Excel puts there as plain text: quotes round a cell that holds a line break."""
