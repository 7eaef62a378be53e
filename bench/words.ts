/** Words of the benchmark's texts, the most frequent first. */
export const VOCABULARY = `
a the to and of is for our in we on it that this with after from not has they no since again when but be at please
ticket customer account order page email office laptop printer server password invoice report file user phone desk
error message screen network update browser login payment answer folder backup license shipment colleague device
cannot shows opens prints sends fails stopped changed arrived missing wrong empty slow broken blocked expired delayed
today yesterday monday friday morning noon week month quarter twice always sometimes never already until before during
check reset restore replace renew cancel refund confirm forward attach install remove rename merge export import share
address amount balance battery bill box button cable calendar camera card cart cash catalogue charge charger chart
click client clock cloud code column company computer connection contact contract copy country coupon credit currency
dashboard database date deadline delivery department deposit desktop discount disk display document domain door download
draft drawer drive driver employee entry envelope event exchange extension fax fee field filter firewall floor font form
frame freight gateway glass group guest guide hall handle hardware headset hour icon image inbox index ink input intern
inventory item journal keyboard label lamp language layout lease ledger letter limit line link list location lock lobby
machine mailbox manager manual map margin market meeting member memo memory menu meter microphone minute mirror mobile
model modem module monitor mouse name note notice number offer option outlet owner package paper parcel parking partner
path pattern permission person photo picture pilot plan plug policy port portal position post power price privacy product
profile program project proof property protocol provider proxy purchase quality question queue quota quote rack radio range
rate reader receipt record refill region release reminder rental repair reply request reservation result return review
revision ribbon role roller room round route router row rule sale sample scanner schedule seal search seat section
security sensor serial service session setting shelf shift shop signal signature site size socket software speaker
spreadsheet staff stamp standard statement station status stock storage store street student subnet supplier supply
surface survey switch symbol system tablet tag target tariff task team technician template terminal test thread timer
title toner tool total tower tracking trainer transfer tray trial truck tunnel type unit upgrade upload valve vehicle
vendor version video view visitor voice volume voucher wallet warehouse warranty website weight wheel window wire
workshop workspace yard zone abacus bobbin caliper dulcimer eyelet flywheel gimbal hawser inkwell jigsaw kiln lanyard
mandrel nozzle obelisk pulley quill rivet spindle trellis urn vellum winch yoke zither
`
  .trim()
  .split(/\s+/);

/** Words of Thai texts, the most frequent first. */
export const THAI_WORDS = `
ที่ และ ของ ใน การ ให้ ได้ ไม่ มี เป็น กับ จาก แล้ว ถ้า เมื่อ หรือ อีก ต้อง ควร ยัง เครื่อง เสียง เพลง ระบบ เครือข่าย บัญชี ลูกค้า
ใบแจ้งหนี้ รหัสผ่าน สาขา ร้าน ลำโพง สาย ปลั๊ก ไฟ เราเตอร์ ปุ่ม หน้าจอ เปิด ปิด ตรวจสอบ เปลี่ยน ตั้งค่า ส่ง รับ ติดต่อ ทีมงาน เวลา
วันนี้ เมื่อวาน ตอนเช้า ช้า หาย เสีย ขัดข้อง แก้ไข ซ่อม ติดตั้ง อัปเดต เชื่อมต่อ สัญญาณ ความดัง ตารางเวลา เพลย์ลิสต์ โซน ห้องอาหาร
ล็อบบี้ ระเบียง สวน สระว่ายน้ำ โรงแรม สำนักงาน พนักงาน ผู้จัดการ ราคา ส่วนลด ชำระเงิน บัตรเครดิต ใบเสร็จ ภาษี สัญญา ต่ออายุ ยกเลิก
คืนเงิน จัดส่ง พัสดุ ที่อยู่ โทรศัพท์ อีเมล ข้อความ ไฟล์ รูปภาพ เอกสาร รายงาน สถิติ กราฟ ผู้ใช้ สิทธิ์ ความปลอดภัย สำรองข้อมูล กู้คืน
เซิร์ฟเวอร์ ฐานข้อมูล คีย์บอร์ด เมาส์ เครื่องพิมพ์ กระดาษ หมึก แบตเตอรี่ สายชาร์จ แท็บเล็ต กล้อง ไมโครโฟน หูฟัง พัดลม อุณหภูมิ
ความชื้น หลังคา บันได ลิฟต์ ที่จอดรถ กุญแจ ประตู หน้าต่าง ผ้าม่าน โคมไฟ ตะเกียง จักรยาน เรือใบ ระนาด ขลุ่ย
`
  .trim()
  .split(/\s+/);
