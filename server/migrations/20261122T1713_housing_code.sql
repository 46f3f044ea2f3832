-- Houses are found by the code that tables of other offices call them by.
create index housing_house_code on housing_house (address_code) where address_code <> '';
